// 公文格式: what a format asks for appears when its genre is chosen; tables and pictures stand in the text.

import type { Page } from "@playwright/test";
import { openDraft, png, titleOf, uploadPicture } from "../support/draft.ts";
import { people } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

async function begin(page: Page, genre: RegExp) {
  await page.goto("/documents/new");
  await page.getByRole("radio", { name: genre }).check();
  await page.getByRole("button", { name: "开始拟稿" }).click();
  await expect(page).toHaveURL(/\/documents\/.+\/edit/);
}

const saved = (page: Page) => expect(page.getByText(/^已保存/)).toBeVisible();

test("minutes ask for the meeting and for who took part, and print them", async ({ as }) => {
  const page = await as(people.clerk);
  await begin(page, /^纪要/);
  await page.getByLabel(/^会议名称/).fill("舟山市大数据局专题会议");
  await page.getByRole("textbox", { name: /^标题/ }).fill("舟山市大数据局关于数据普查的会议纪要");
  await expect(page.getByText(/纪要一般标注出席人员/)).toBeVisible();
  await page.getByLabel(/^出席/).fill("市财政局李舟，市司法局王海");
  await expect(page.getByText(/纪要一般标注出席人员/)).toBeHidden();
  await page.getByRole("textbox", { name: "正文", exact: true }).click();
  await page.keyboard.insertText("会议听取了数据普查工作汇报。");
  await saved(page);
  await page.reload();
  await expect(page.getByLabel(/^出席/)).toHaveValue("市财政局李舟，市司法局王海");
  await page.getByRole("combobox", { name: /^文种/ }).selectOption("通知");
  await expect(page.getByLabel(/^出席/)).toBeHidden();
});

test("a letter may be set as a document and a circular as a letter", async ({ as }) => {
  const page = await as(people.clerk);
  await begin(page, /^函/);
  const format = page.getByRole("combobox", { name: /^公文格式/ });
  await expect(format).toHaveValue("信函");
  await expect(page.getByRole("checkbox", { name: /文件/ })).toBeHidden();
  await page.getByRole("combobox", { name: /^文种/ }).selectOption("通知");
  await expect(format).toHaveValue("文件");
  await format.selectOption("信函");
  await saved(page);
  await page.reload();
  await expect(page.getByRole("combobox", { name: /^公文格式/ })).toHaveValue("信函");
});

test("a report has no choice of formats, and what was chosen for another direction is not kept", async ({ as }) => {
  const page = await as(people.clerk);
  await begin(page, /^意见/);
  const format = page.getByRole("combobox", { name: /^公文格式/ });
  await format.selectOption("信函");
  await page.getByRole("combobox", { name: /^行文方向/ }).selectOption("upward");
  await expect(format).toBeHidden();
  await saved(page);
  await page.getByRole("combobox", { name: /^行文方向/ }).selectOption("level");
  await expect(format).toHaveValue("文件");
  await page.getByRole("combobox", { name: /^文种/ }).selectOption("报告");
  await expect(format).toBeHidden();
  await saved(page);
});

test("a draft with tables and pictures keeps them when it is opened, edited and saved by itself", async ({ as }) => {
  const page = await as(people.clerk);
  const file = await uploadPicture(page.request);
  const kept = [
    { type: "table", text: "单位\t任务\n市统计局\t普查", landscape: false },
    { type: "picture", file, text: "图1 平台架构" },
    { type: "paragraph", text: "任务分工如上。" },
    { type: "table", text: "序号\t项目\t\n1\t\t三月", landscape: true },
    { type: "picture", file, text: "" },
  ];
  const id = await openDraft(page.request, titleOf("表格与插图"), "市财政局", kept);
  await page.goto(`/documents/${id}/edit`);
  await expect(page.getByLabel("第2行第1列").first()).toHaveValue("市统计局");
  await page.getByRole("textbox", { name: "正文", exact: true }).getByText("任务分工如上。").click();
  await page.keyboard.press("End");
  await page.keyboard.insertText("请遵照执行。");
  const body = async () => (await (await page.request.get(`/api/documents/${id}`)).json()).draft.body;
  const edited = kept.map((block, index) => (index === 2 ? { ...block, text: "任务分工如上。请遵照执行。" } : block));
  await expect.poll(body).toEqual(edited);
  await page.getByLabel("第2行第2列").first().fill("人口普查");
  edited[0] = { ...edited[0], text: "单位\t任务\n市统计局\t人口普查" } as (typeof edited)[0];
  await expect.poll(body).toEqual(edited);
  await page.reload();
  await expect(page.getByLabel("第2行第2列").first()).toHaveValue("人口普查");
  await expect(page.getByLabel(/^图题/).first()).toHaveValue("图1 平台架构");
});

test("a table is written, pasted into, turned and kept", async ({ as }) => {
  const page = await as(people.clerk);
  await begin(page, /^通知/);
  const text = page.getByRole("textbox", { name: "正文", exact: true });
  await text.click();
  await page.keyboard.insertText("任务分工如下。");
  await page.getByRole("button", { name: "表格", exact: true }).first().click();
  await expect(page.getByLabel("第1行第1列")).toBeFocused();
  await page.getByLabel("第1行第1列").fill("单位");
  await page.getByLabel("第1行第2列").evaluate((cell) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "任务\t时限\n普查\t七月\n");
    cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect(page.getByLabel("第2行第3列")).toHaveValue("七月");
  await page.getByRole("button", { name: "加行" }).click();
  await expect(page.getByLabel("第2行第2列")).toHaveValue("");
  await page.getByLabel("第3行第1列").fill("市统计局");
  await page.getByRole("button", { name: "横排" }).click();
  await saved(page);
  await page.reload();
  await expect(page.getByLabel("第1行第1列")).toHaveValue("单位");
  await expect(page.getByLabel("第3行第2列")).toHaveValue("普查");
  await expect(page.getByRole("button", { name: "横排" })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByText(/以横排表格结束/)).toBeVisible();
});

test("a table copied from a spreadsheet becomes a table, its merged cells said once", async ({ as }) => {
  const page = await as(people.clerk);
  await begin(page, /^通知/);
  const text = page.getByRole("textbox", { name: "正文", exact: true });
  await text.click();
  await page.keyboard.insertText("任务分工如下。");
  const paste = (data: Record<string, string>) =>
    text.evaluate((element, data) => {
      const clipboardData = new DataTransfer();
      for (const [kind, value] of Object.entries(data)) clipboardData.setData(kind, value);
      element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, data);
  const html = `<html><body><table border=0 style="width:1px"><tr><td colspan=2 class="xl65">任务</td><td>时限</td><td></td></tr>
    <tr><td rowspan="2">普查</td><td>人口<br>经济</td><td>七月</td><td></td></tr><tr><td>农业</td><td>八月</td><td></td></tr></table></body></html>`;
  await paste({ "text/html": html, "text/plain": "任务\t\t时限\n" });
  for (const [cell, words] of [["第1行第2列", ""], ["第2行第1列", "普查"], ["第2行第2列", "人口 经济"], ["第3行第1列", ""], ["第3行第3列", "八月"]]) {
    await expect(page.getByLabel(cell)).toHaveValue(words);
  }
  await expect(page.getByLabel("第1行第4列")).toHaveCount(0);
  await page.getByLabel("第3行第3列").press("Escape");
  await page.keyboard.insertText("另附一表。");
  await paste({ "text/plain": "单位\t人数\n甲局\t3\n" });
  await expect(page.getByLabel("第2行第1列").last()).toHaveValue("甲局");
  await page.getByLabel("第2行第1列").last().press("Escape");
  await page.keyboard.insertText("特此通知。");
  await saved(page);
  await page.reload();
  await expect(text.locator("p")).toHaveText(["任务分工如下。", "另附一表。", "特此通知。"]);
});

test("Backspace behind a table selects it before it takes it away, and one writes below what is selected", async ({ as }) => {
  const page = await as(people.clerk);
  const blocks = [{ type: "table", text: "单位\t任务", landscape: false }, { type: "paragraph", text: "任务分工如上。" }];
  await page.goto(`/documents/${await openDraft(page.request, titleOf("删除表格"), "市财政局", blocks)}/edit`);
  const table = page.locator(".editor-table");
  const text = page.getByRole("textbox", { name: "正文", exact: true });
  await text.getByText("任务分工如上。").click();
  await page.keyboard.press("Home");
  await page.keyboard.press("Backspace");
  await expect(table).toHaveClass(/chosen/);
  await page.keyboard.type("x");
  await expect(table).toBeVisible();
  await expect(text.locator("p")).toHaveText(["", "x", "任务分工如上。"]);
  await page.keyboard.press("Backspace");
  await expect(text.locator("p")).toHaveText(["", "", "任务分工如上。"]);
  await page.keyboard.press("Backspace");
  await expect(table).toHaveClass(/chosen/);
  await page.keyboard.press("Backspace");
  await expect(table).toHaveCount(0);
  await page.getByRole("button", { name: "撤销" }).click();
  await expect(table).toBeVisible();
});

test("of a long table fifty rows at a time are on the screen", async ({ as }) => {
  const page = await as(people.clerk);
  const rows = Array.from({ length: 2000 }, (_, row) => `第${row + 1}项\t内容`);
  const id = await openDraft(page.request, titleOf("长表格"), "市财政局", [{ type: "table", text: rows.join("\n"), landscape: false }]);
  await page.goto(`/documents/${id}/edit`);
  await expect(page.getByText("第1至50行，共2000行")).toBeVisible();
  await page.getByRole("button", { name: "后50行" }).click();
  await page.getByLabel("第51行第2列").fill("改动");
  rows[50] = "第51项\t改动";
  await expect.poll(async () => (await (await page.request.get(`/api/documents/${id}`)).json()).draft.body[0].text).toBe(rows.join("\n"));
});

test("a picture is uploaded into the text with its caption", async ({ as }) => {
  const page = await as(people.clerk);
  await begin(page, /^通知/);
  await page.getByRole("textbox", { name: "正文", exact: true }).click();
  await page.keyboard.insertText("架构如图。");
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "插图", exact: true }).first().click();
  await (await chooser).setFiles({ name: "架构.png", mimeType: "image/png", buffer: png() });
  await page.getByLabel(/^图题/).fill("图1 平台架构");
  await saved(page);
  await page.reload();
  await expect(page.getByLabel(/^图题/)).toHaveValue("图1 平台架构");
  const image = page.locator(".editor-picture img");
  await expect.poll(() => image.evaluate((it: HTMLImageElement) => it.naturalWidth)).toBe(2);
});

test("what is no picture is refused with the reason, and the text goes on", async ({ as }) => {
  const page = await as(people.clerk);
  await begin(page, /^通知/);
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "插图", exact: true }).first().click();
  await (await chooser).setFiles({ name: "架构.png", mimeType: "image/png", buffer: Buffer.from("MZ") });
  await expect(page.locator(".editor-said")).toHaveText(/\S/);
  await expect(page.locator(".editor-picture")).toHaveCount(0);
});
