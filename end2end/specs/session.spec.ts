// Signing in and out, and going on where a session has ended.

import { password, people } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

test("a stranger is asked in, and comes to where they wanted to go", async ({ page }) => {
  await page.goto("/inbox?box=done");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel("账号").fill(people.clerk);
  await page.getByLabel("密码").fill(password);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await expect(page).toHaveURL("/inbox?box=done");
  await expect(page.getByRole("heading", { name: "已办", level: 1 })).toBeVisible();
});

test("Enter in the password signs in", async ({ page }) => {
  await page.goto("/sign-in");
  await expect(page.getByLabel("账号")).toBeFocused();
  await page.keyboard.type(people.registrar);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "李昕，您好" })).toBeVisible();
});

test("a wrong password is told, and nothing else", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await expect(page.getByRole("alert")).toHaveText("请填写账号和密码");
  for (const account of [people.otherLeader, "nobody"]) {
    await page.getByLabel("账号").fill(account);
    await page.getByLabel("密码").fill("wrong");
    await page.getByRole("button", { name: "登录", exact: true }).click();
    await expect(page.getByRole("alert")).toHaveText("账号或密码不正确");
  }
  await expect(page).toHaveURL(/\/sign-in$/);
});

test("the people of the demonstration city are one tap away", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: /^徐雯/ }).click();
  await expect(page.getByRole("heading", { name: "徐雯，您好" })).toBeVisible();
});

test("the sign-in page speaks English", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "English" }).click();
  await page.getByLabel("Account").fill("nobody");
  await page.getByLabel("Password").fill("wrong");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert")).toHaveText("The account or the password is wrong");
  await page.getByLabel("Account").fill(people.clerk);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Hello, 陈屿" })).toBeVisible();
});

test("signing in leads to no other site", async ({ page }) => {
  for (const next of ["https://example.com/", "//example.com/", "/\\example.com"]) {
    await page.context().clearCookies();
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await page.getByLabel("账号").fill(people.clerk);
    await page.getByLabel("密码").fill(password);
    await page.getByRole("button", { name: "登录", exact: true }).click();
    await expect(page).toHaveURL("/");
  }
});

test("whoever signs out is out", async ({ as }) => {
  const page = await as(people.clerk);
  await page.goto("/me");
  await page.getByRole("button", { name: "退出登录" }).click();
  await expect(page.getByLabel("密码")).toBeVisible();
  await page.goto("/inbox?box=todo");
  await expect(page).toHaveURL(/\/sign-in/);
  expect((await page.request.get("/api/session")).status()).toBe(401);
});

test("an ended session is renewed without leaving the page", async ({ as }) => {
  const page = await as(people.clerk);
  await page.goto("/inbox?box=todo");
  await expect(page.getByRole("heading", { name: "待办", level: 1 })).toBeVisible();
  await page.context().clearCookies();
  await page.getByRole("navigation", { name: "事项分类" }).getByRole("link", { name: /^我发起/ }).click();
  const dialog = page.getByRole("dialog", { name: "请验证身份" });
  await expect(dialog.getByLabel("账号")).toHaveValue(people.clerk);
  await page.keyboard.press("Escape");
  await expect(dialog, "it must be answered").toBeVisible();
  await dialog.getByLabel("密码").fill("wrong");
  await dialog.getByRole("button", { name: "登录" }).click();
  await expect(dialog.getByRole("alert").filter({ hasText: "账号或密码不正确" })).toBeVisible();
  await dialog.getByLabel("密码").fill(password);
  await dialog.getByRole("button", { name: "登录" }).click();
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL("/inbox?box=mine");
  await expect(page.getByRole("status").filter({ hasText: "正在加载" })).toBeHidden();
  await expect(page.getByText("没有加载成功")).toBeHidden();
});

test("somebody else may sign in instead, and comes back to the same page", async ({ as }) => {
  const page = await as(people.clerk);
  // What others do meanwhile would ask who is there before the link is pressed.
  await page.route("**/api/live*", (route) => route.abort());
  await page.goto("/inbox?box=todo");
  await expect(page.getByRole("list", { name: "事项列表" }).getByRole("link").first()).toBeVisible();
  await page.context().clearCookies();
  await page.getByRole("navigation", { name: "事项分类" }).getByRole("link", { name: /^我发起/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "换一个账号" }).click();
  await expect(page).toHaveURL(`/sign-in?next=${encodeURIComponent("/inbox?box=mine")}`);
  await page.getByRole("button", { name: /^徐雯/ }).click();
  await expect(page).toHaveURL("/inbox?box=mine");
});
