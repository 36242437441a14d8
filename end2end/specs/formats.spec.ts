// 公文格式: what a format asks for appears when its genre is chosen; tables and pictures stand in the text.

import type { Page } from "@playwright/test";
import { deflateSync, crc32 } from "node:zlib";
import { people } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

async function begin(page: Page, genre: RegExp) {
  await page.goto("/documents/new");
  await page.getByRole("radio", { name: genre }).check();
  await page.getByRole("button", { name: "开始拟稿" }).click();
  await expect(page).toHaveURL(/\/documents\/.+\/edit/);
}

const saved = (page: Page) => expect(page.getByText("已保存").first()).toBeVisible();

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

test("a table is written, pasted into, turned and kept", async ({ as }) => {
  const page = await as(people.clerk);
  await begin(page, /^通知/);
  const text = page.getByRole("textbox", { name: "正文", exact: true });
  await text.click();
  await page.keyboard.insertText("任务分工如下。");
  await page.getByRole("button", { name: "表格", exact: true }).first().click();
  await page.getByLabel("第1行第1列").fill("单位");
  await page.getByLabel("第1行第2列").evaluate((cell) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "任务\t时限\n普查\t七月\n");
    cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect(page.getByLabel("第2行第3列")).toHaveValue("七月");
  await page.getByRole("button", { name: "加行" }).click();
  await page.getByRole("button", { name: "横排" }).click();
  await saved(page);
  await page.reload();
  await expect(page.getByLabel("第1行第1列")).toHaveValue("单位");
  await expect(page.getByLabel("第2行第2列")).toHaveValue("普查");
  await expect(page.getByRole("button", { name: "横排" })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByText(/以横排表格结束/)).toBeVisible();
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

/** Two grey pixels. */
function png(): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.from([0, 0, 0, 2, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  const pixels = deflateSync(Buffer.from([0, 90, 90]));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
}
