// 常用意见: one's own lists, and what is typed kept as one.

import { bar } from "../support/case.ts";
import { openDraft, submit, titleOf } from "../support/draft.ts";
import { people } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

test("one's own phrases are offered in their order, and a new one is kept", async ({ as }, info) => {
  const mark = info.project.name === "phone" ? "甲" : "乙";
  const [mine, typed] = [`同意，请抓紧办理${mark}。`, `同意，报领导审定${mark}。`];
  const page = await as(people.head);
  await page.goto("/me");
  await page.getByRole("link", { name: "常用意见" }).click();
  await page.getByLabel("同意时").fill(`${mine}\n\n 同意。 `);
  await page.getByLabel("同意时").locator("xpath=ancestor::section").getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("status").filter({ hasText: "已保存常用意见" })).toBeVisible();
  await expect(page.getByLabel("同意时")).toHaveValue(`${mine}\n同意。`);

  const clerk = await as(people.clerk);
  const id = await openDraft(clerk.request, titleOf(`常用意见测试${mark}`));
  await submit(clerk.request, id);
  await page.goto(`/documents/${id}`);
  await bar(page).getByRole("button", { name: "同意", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "同意" });
  const usual = dialog.getByRole("group", { name: "常用意见" }).getByRole("button");
  await expect(usual).toHaveText([mine, "同意。"]);
  await usual.first().click();
  await expect(dialog.getByRole("textbox", { name: /^意见/ })).toHaveValue(mine);
  await dialog.getByRole("textbox", { name: /^意见/ }).fill(typed);
  await dialog.getByRole("button", { name: "存为常用" }).click();
  await expect(usual).toHaveText([mine, "同意。", typed]);
  // The page says what is kept; empty, it is the common ones again.
  await page.goto("/me/phrases");
  await expect(page.getByLabel("同意时")).toHaveValue(`${mine}\n同意。\n${typed}`);
  await page.request.put("/api/phrases/own/approve", { headers: { "x-tongzhou": "desktop" }, data: { phrases: [] } });
});
