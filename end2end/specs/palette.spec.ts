// The command palette and the keys, with a keyboard and with a thumb; writing with an input method.

import type { Page } from "@playwright/test";
import { bar } from "../support/case.ts";
import { openDraft, submit, titleOf } from "../support/draft.ts";
import { people } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

const palette = (page: Page) => page.getByRole("dialog", { name: "搜索与命令" });
const box = (page: Page) => palette(page).getByRole("combobox");
const options = (page: Page) => palette(page).getByRole("option");

test("the palette goes to a page", async ({ as }, info) => {
  const page = await as(people.clerk);
  await page.goto("/");
  if (info.project.name === "phone") {
    await page.getByRole("button", { name: "搜索与命令" }).tap();
    await expect(box(page)).toBeFocused();
    await options(page).filter({ hasText: "我的" }).tap();
  } else {
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.keyboard.press("Control+k");
    await expect(box(page)).toBeFocused();
    await page.keyboard.insertText("我的");
    await expect(options(page).first()).toContainText("我的");
    await page.keyboard.press("Enter");
  }
  await expect(page).toHaveURL(/\/me$/);
  await expect(palette(page)).toBeHidden();
});

test("the palette finds a case and a person", async ({ as }, info) => {
  const page = await as(people.clerk);
  const title = titleOf(`面板查找${info.project.name === "phone" ? "甲" : "乙"}`);
  const id = await openDraft(page.request, title);
  await page.goto("/me");
  await page.getByRole("button", { name: "搜索与命令" }).click();
  await box(page).fill("林静姝");
  await options(page).filter({ hasText: "林静姝" }).filter({ hasText: "人员" }).click();
  await expect(palette(page).getByRole("status").filter({ hasText: "林静姝" })).toBeVisible();
  await box(page).fill(title);
  const found = options(page).filter({ hasText: title }).filter({ hasText: "草稿" });
  await expect(found).toHaveCount(1);
  await found.click();
  await expect(page).toHaveURL(new RegExp(`/documents/${id}`));
  await page.getByRole("button", { name: "搜索与命令" }).click();
  await box(page).fill("没有这样的事项名称");
  await expect(palette(page).getByRole("status").filter({ hasText: "没有找到" })).toBeVisible();
});

test("the palette and a key act on the open case", async ({ as }, info) => {
  test.skip(info.project.name === "phone", "a phone has the bar under the thumb");
  const clerk = await as(people.clerk);
  const id = await openDraft(clerk.request, titleOf("面板办理"));
  await submit(clerk.request, id);
  const page = await as(people.head);
  await page.goto(`/documents/${id}`);
  await expect(bar(page)).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(box(page)).toBeFocused();
  await page.keyboard.insertText("退回");
  await expect(options(page).first()).toContainText("退回");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "退回" });
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(palette(page), "not over a dialog").toBeHidden();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await page.keyboard.press("e");
  await expect(page.getByRole("dialog", { name: "同意" })).toBeVisible();
});

test("a question mark shows the keys, but not where it is written", async ({ as }, info) => {
  test.skip(info.project.name === "phone", "a phone has no keys");
  const page = await as(people.clerk);
  await page.goto("/inbox?box=todo");
  const search = page.getByRole("searchbox").first();
  await search.focus();
  await page.keyboard.press("?");
  await expect(search).toHaveValue("?");
  const sheet = page.getByRole("dialog", { name: "键盘操作" });
  await expect(sheet).toBeHidden();
  await page.getByRole("heading", { level: 1 }).focus();
  await page.keyboard.press("?");
  await expect(sheet.getByText("Ctrl K")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
});

test("an input method's Enter chooses nothing and its letters search nothing", async ({ as }, info) => {
  test.skip(info.project.name === "phone", "the same code");
  const page = await as(people.clerk);
  await page.goto("/me");
  await page.getByRole("button", { name: "搜索与命令" }).click();
  await expect(box(page)).toBeFocused();
  const before = await options(page).count();
  const wire = await page.context().newCDPSession(page);
  await wire.send("Input.imeSetComposition", { text: "dai'ban", selectionStart: 7, selectionEnd: 7 });
  await expect(box(page)).toHaveValue("dai'ban");
  await wire.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Enter", code: "Enter", windowsVirtualKeyCode: 229 });
  await wire.send("Input.dispatchKeyEvent", { type: "keyUp", key: "Enter", code: "Enter", windowsVirtualKeyCode: 13 });
  await expect(palette(page)).toBeVisible();
  await expect(options(page)).toHaveCount(before);
  await wire.send("Input.insertText", { text: "待办" });
  await expect(box(page)).toHaveValue("待办");
  await expect(options(page).first()).toContainText("待办");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/box=todo/);
});
