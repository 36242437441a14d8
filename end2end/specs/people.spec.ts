// Choosing people: by name, pinyin and place, by thumb and by keyboard, in an order that lasts.

import { choosing } from "../support/case.ts";
import { openDraft, submit, titleOf } from "../support/draft.ts";
import { people } from "../support/people.ts";
import { type As, expect, test } from "../support/test.ts";

test("whoever is chosen by initials and by tree gets it to read", async ({ as }, info) => {
  const { page, title } = await handed(as, `传阅${info.project.name === "phone" ? "甲" : "乙"}`);
  const sheet = await choosing(page, "传阅", "选择人员");
  const box = sheet.getByRole("combobox", { name: "查找人员" });
  await box.fill("zhn");
  await expect(sheet.getByRole("option", { name: /^赵海宁/ })).toBeVisible();
  await sheet.getByRole("option", { name: /^赵海宁/ }).click();
  await box.fill("");
  await sheet.getByText("按机构").click();
  await sheet.getByRole("button", { name: /^舟山市人民政府/ }).click();
  await sheet.getByRole("button", { name: /^市财政局/ }).click();
  await sheet.getByRole("button", { name: /^办公室/ }).click();
  await sheet.getByRole("option", { name: /^江楠/ }).click();
  await expect(sheet.getByRole("listitem").filter({ hasText: /^(赵海宁|江楠)/ })).toHaveText(["赵海宁", "江楠"]);
  await sheet.getByRole("button", { name: "把江楠前移一位" }).click();
  await expect(sheet.getByRole("listitem").filter({ hasText: /^(赵海宁|江楠)/ })).toHaveText(["江楠", "赵海宁"]);
  await sheet.getByRole("button", { name: "选好了" }).click();
  const dialog = page.getByRole("dialog", { name: "传阅" });
  await dialog.getByRole("button", { name: "传阅", exact: true }).click();
  await expect(dialog).toBeHidden();
  const reader = await as(people.receiver);
  await reader.goto("/inbox?box=to_read");
  await expect(reader.getByRole("link", { name: title })).toBeVisible();

  // Chosen once, offered first.
  const { page: again } = await handed(as, "再传阅");
  const second = await choosing(again, "传阅", "选择人员");
  await expect(second.getByRole("option", { name: /^(江楠|赵海宁)/ })).toHaveCount(2);
});

test("the keyboard alone is enough", async ({ as }, info) => {
  test.skip(info.project.name === "phone", "a phone has no keys");
  const { page } = await handed(as, "键盘");
  const sheet = await choosing(page, "传阅", "选择人员");
  const box = sheet.getByRole("combobox", { name: "查找人员" });
  await box.focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("wuhao");
  await expect(sheet.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(sheet.getByRole("option", { name: /^吴皓/, selected: true })).toBeVisible();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("规划");
  await expect(sheet.getByRole("option", { name: /林静姝|陈屿/ }).first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(box).toHaveAttribute("aria-activedescendant", /-1$/);
  await page.keyboard.press("Enter");
  await expect(sheet.getByRole("button", { name: /^移除/ })).toHaveCount(2);
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  await page.keyboard.press("Backspace");
  await expect(sheet.getByRole("button", { name: /^移除/ })).toHaveCount(1);
  await expect(sheet.getByRole("button", { name: "移除吴皓" })).toBeVisible();
});

test("a group is kept, used again and dropped", async ({ as }, info) => {
  const name = `会签组${info.project.name}`;
  const { page } = await handed(as, "分组");
  const sheet = await choosing(page, "传阅", "选择人员");
  const box = sheet.getByRole("combobox", { name: "查找人员" });
  for (const [words, found] of [["wuhao", /^吴皓/], ["zhouming", /^周铭/]] as const) {
    await box.fill(words);
    await sheet.getByRole("option", { name: found }).click();
    await expect(sheet.getByRole("option", { name: found, selected: true })).toBeVisible();
  }
  await box.fill("");
  await sheet.getByRole("textbox", { name: "常用组名称" }).fill(name);
  await sheet.getByRole("button", { name: "存为常用组" }).click();
  const group = sheet.getByRole("button", { name: `${name}（2 人）`, exact: true });
  await expect(group).toBeVisible();
  await sheet.getByRole("button", { name: "移除吴皓" }).click();
  await sheet.getByRole("button", { name: "移除周铭" }).click();
  await group.click();
  await expect(sheet.getByRole("button", { name: /^移除/ })).toHaveCount(2);
  await sheet.getByRole("button", { name: `删除常用组：${name}` }).click();
  await expect(group).toBeHidden();
});

test("one person is taken with one press, and nobody says so", async ({ as }) => {
  const { page } = await handed(as, "转办");
  const sheet = await choosing(page, "转办", "选择一人");
  const box = sheet.getByRole("combobox", { name: "查找人员" });
  await box.fill("查无此人");
  await expect(sheet.getByText("没有找到相符的人员")).toBeVisible();
  await box.fill("zhouming");
  await sheet.getByRole("option", { name: /^周铭/ }).click();
  await expect(sheet).toBeHidden();
  await expect(page.getByRole("dialog", { name: "转办" }).getByRole("button", { name: "移除周铭" })).toBeVisible();
});

/** A document that stands with the head of the clerk's department, opened by them. */
async function handed(as: As, matter: string) {
  const clerk = await as(people.clerk);
  const title = titleOf(`${matter}选人`);
  const id = await openDraft(clerk.request, title);
  await submit(clerk.request, id);
  const page = await as(people.head);
  await page.goto(`/documents/${id}`);
  return { page, title };
}
