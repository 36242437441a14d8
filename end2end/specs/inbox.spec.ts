// The one inbox: its boxes, its search, walking through it, and what it says when there is nothing or no answer.

import { openDraft, submit, titleOf } from "../support/draft.ts";
import { people } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

test("boxes and searches are in the address", async ({ as }, info) => {
  const page = await as(people.clerk);
  const words = `查找测试${info.project.name === "phone" ? "甲" : "乙"}`;
  const title = titleOf(words);
  await openDraft(page.request, title);
  await page.goto("/inbox?box=todo");
  await page.getByRole("navigation", { name: "事项分类" }).getByRole("link", { name: /^我发起/ }).click();
  await expect(page).toHaveURL("/inbox?box=mine");
  await page.getByRole("searchbox").fill(words);
  await expect(page).toHaveURL(`/inbox?box=mine&q=${encodeURIComponent(words)}`);
  await expect(page.getByRole("list", { name: "事项列表" }).getByRole("listitem")).toHaveText([new RegExp(title)]);
  await page.reload();
  await expect(page.getByRole("searchbox")).toHaveValue(words);
  await expect(page.getByRole("list", { name: "事项列表" }).getByRole("listitem")).toHaveText([new RegExp(title)]);
  await page.goBack();
  await expect(page).toHaveURL("/inbox?box=todo");
});

test("nothing found says so and what to do", async ({ as }) => {
  const page = await as(people.clerk);
  await page.goto("/inbox?box=mine&q=并无此事");
  await expect(page.getByText("没有找到“并无此事”，可换个词，或到其他分类里找")).toBeVisible();
});

test("an empty box says so", async ({ as }) => {
  const page = await as(people.sealKeeper);
  await page.goto("/inbox?box=mine");
  await expect(page.getByText("您还没有发起过事项")).toBeVisible();
  await page.getByRole("link", { name: "新建一件公文" }).click();
  await expect(page).toHaveURL("/documents/new");
});

test("more rows come on demand, each once", async ({ as }) => {
  const page = await as(people.reviewer);
  await page.goto("/inbox?box=done");
  const rows = page.getByRole("list", { name: "事项列表" }).getByRole("link");
  await expect(rows).toHaveCount(20);
  await page.getByRole("button", { name: "加载更多" }).click();
  await expect.poll(() => rows.count()).toBeGreaterThan(20);
  const addresses = await rows.evaluateAll((links: HTMLAnchorElement[]) => links.map((link) => link.pathname));
  expect(new Set(addresses).size).toBe(addresses.length);
});

test("without an answer there is a way to try again", async ({ as }) => {
  const page = await as(people.clerk);
  // What others do meanwhile would ask again before the button is pressed.
  await page.route("**/api/live*", (route) => route.abort());
  await page.goto("/inbox?box=todo");
  await expect(page.getByRole("heading", { name: "待办", level: 1 })).toBeVisible();
  await page.route("**/api/inbox?**", (route) => route.abort());
  await page.getByRole("navigation", { name: "事项分类" }).getByRole("link", { name: /^我发起/ }).click();
  await expect(page.getByRole("alert").filter({ hasText: "没有加载成功" })).toContainText("网络不通");
  await page.unroute("**/api/inbox?**");
  await page.getByRole("button", { name: "重试" }).click();
  await expect(page.getByText("没有加载成功")).toBeHidden();
  await expect(page.getByRole("list", { name: "事项列表" }).getByRole("link").first()).toBeVisible();
});

test("a fault of the server is told in words", async ({ as, faults }) => {
  const page = await as(people.clerk);
  await page.goto("/inbox?box=todo");
  await page.route("**/api/inbox?**", (route) => route.fulfill({ status: 502, body: "<html>bad gateway</html>" }));
  await page.getByRole("navigation", { name: "事项分类" }).getByRole("link", { name: /^已办/ }).click();
  await expect(page.getByRole("alert").filter({ hasText: "没有加载成功" })).toContainText("服务器的答复无法识别");
  // For whoever looks after the app, the console may say what could not be read.
  faults.length = 0;
});

test("j and k walk through the rows, Enter opens one", async ({ as }, info) => {
  test.skip(info.project.name === "phone", "a phone has no keys");
  const page = await as(people.clerk);
  for (const place of ["一", "二"]) await openDraft(page.request, titleOf(`键盘测试${place}`));
  await page.goto("/inbox?box=mine&q=键盘测试");
  const rows = page.getByRole("list", { name: "事项列表" }).getByRole("link");
  await expect(rows).toHaveCount(2);
  await page.keyboard.press("j");
  await expect(rows.nth(0)).toBeFocused();
  await page.keyboard.press("j");
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press("k");
  await expect(rows.nth(0)).toBeFocused();
  const title = await rows.nth(0).locator(".row-title").innerText();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: title, level: 2 })).toBeVisible();
});

test("keys in the search are words, not commands", async ({ as }, info) => {
  test.skip(info.project.name === "phone", "a phone has no keys");
  const page = await as(people.clerk);
  await page.goto("/inbox?box=mine");
  await page.getByRole("searchbox").click();
  await page.keyboard.type("jk");
  await expect(page.getByRole("searchbox")).toHaveValue("jk");
  await expect(page.getByRole("searchbox")).toBeFocused();
});

test("letters of an input method search for nothing until they are a word", async ({ as }) => {
  const page = await as(people.clerk);
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (pathname === "/api/inbox" && searchParams.has("q")) asked.push(searchParams.get("q") ?? "");
  });
  await page.goto("/inbox?box=mine");
  const search = page.getByRole("searchbox");
  await search.click();
  const keyboard = await page.context().newCDPSession(page);
  for (const text of ["g", "go", "gon", "gong"]) {
    await keyboard.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  }
  await expect(search).toHaveValue("gong");
  await keyboard.send("Input.insertText", { text: "公" });
  await expect(search).toHaveValue("公");
  await expect(page).toHaveURL(`/inbox?box=mine&q=${encodeURIComponent("公")}`);
  await expect.poll(() => asked).toContain("公");
  expect(asked.filter((word) => /[a-z]/.test(word))).toEqual([]);
});

test("a case that was handed on is in the box no more", async ({ as }, info) => {
  const title = titleOf(`交出测试${info.project.name === "phone" ? "甲" : "乙"}`);
  const page = await as(people.clerk);
  const id = await openDraft(page.request, title);
  await page.goto(`/inbox?box=todo&q=${encodeURIComponent(title)}`);
  await expect(page.getByRole("list", { name: "事项列表" }).getByRole("link")).toHaveCount(1);
  await submit(page.request, id);
  await page.reload();
  await expect(page.getByText(/没有找到/)).toBeVisible();
});
