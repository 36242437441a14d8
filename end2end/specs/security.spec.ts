// Guarding one's own account, and the rooms of the three administrators.

import { people } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

test("a weak password is told, and the devices are listed", async ({ as }) => {
  const page = await as(people.otherLeader);
  await page.goto("/me");
  await page.getByRole("link", { name: "账号安全" }).click();
  await expect(page.getByRole("heading", { name: "账号安全", level: 1 })).toBeVisible();
  await expect(page.getByText("本机")).toBeVisible();
  await page.getByLabel("当前密码").fill("tongzhou-demo");
  await page.getByLabel("新密码").fill("password123");
  await page.getByRole("button", { name: "修改密码" }).click();
  await expect(page.getByText("太常见，容易被猜中")).toBeVisible();
});

test("adding a second factor shows a code to scan", async ({ as }) => {
  const page = await as(people.otherLeader);
  await page.goto("/me/security");
  await page.getByRole("button", { name: "绑定动态口令" }).click();
  await expect(page.getByRole("img", { name: "绑定用二维码" })).toBeVisible();
  await page.getByLabel("动态口令", { exact: true }).fill("000000");
  await page.getByRole("button", { name: "确认绑定" }).click();
  await expect(page.getByText("动态口令不正确，或已经用过")).toBeVisible();
});

test("the audit administrator verifies the chain and finds a sign-in", async ({ as }) => {
  const page = await as(people.auditAdministrator);
  await page.goto("/apps");
  await page.getByRole("link", { name: /^审计室/ }).click();
  await page.getByRole("button", { name: "立即校验" }).click();
  await expect(page.getByText(/^●? ?完整：\d+ 条记录/)).toBeVisible({ timeout: 20_000 });
  await page.getByLabel("人员（姓名或账号）").fill(people.auditAdministrator);
  await page.getByLabel("事件").selectOption({ label: "登录" });
  await page.getByRole("button", { name: "查询" }).click();
  await expect(page).toHaveURL(/kind=signed_in/);
  await expect(page.getByRole("list", { name: "审计记录" }).getByText("登录", { exact: true }).first()).toBeVisible();
});

test("the others find no audit", async ({ as }) => {
  const page = await as(people.systemAdministrator);
  await page.goto("/audit");
  await expect(page.getByText("您没有办理此项操作的权限").first()).toBeVisible();
});
