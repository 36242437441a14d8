// 通知设置: an address that is proven by what arrives there, what is wanted and when, and a test that is received.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { people } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

const folder = join(process.env.TONGZHOU_TEST_FOLDER ?? "", "mails");
test.skip(() => !existsSync(folder), "the server's mail does not arrive here");

/** The texts of the mails that arrived at an address, in no order. */
function mailsTo(address: string): string[] {
  const read = (name: string) => JSON.parse(readFileSync(join(folder, name), "utf8")) as { to: string; text: string };
  return readdirSync(folder).map(read).filter((mail) => mail.to === address).map((mail) => mail.text);
}

async function arrived(address: string, words: RegExp): Promise<string> {
  const found = () => mailsTo(address).find((text) => words.test(text)) ?? "";
  await expect.poll(found, { timeout: 20_000 }).toMatch(words);
  return found();
}

const said = (page: Page, words: string) => expect(page.getByRole("status").filter({ hasText: words })).toBeVisible();

test("an address is proven, choices are kept, and a test notice arrives", async ({ as }, info) => {
  const page = await as(people.countersigners[info.project.name === "phone" ? 0 : 1]);
  const address = `${info.project.name}@zhoushan.example`;
  await page.goto("/me/notices");
  await page.getByRole("link", { name: "通知设置" }).click();
  await expect(page.getByRole("heading", { name: "通知设置", level: 1 })).toBeVisible();

  await page.getByLabel("邮箱地址").fill("不是邮箱");
  await page.getByRole("button", { name: "发送验证码" }).click();
  await expect(page.getByText("邮箱地址不正确")).toBeVisible();
  await page.getByLabel("邮箱地址").fill(address);
  await page.getByRole("button", { name: "发送验证码" }).click();
  await said(page, `验证码已发往 ${address}`);
  const code = /\d{6}/.exec(await arrived(address, /验证码：\d{6}/))![0];
  await page.getByLabel("验证码", { exact: true }).fill(code === "000000" ? "000001" : "000000");
  await page.getByRole("button", { name: "验证", exact: true }).click();
  await expect(page.getByText("验证码不正确")).toBeVisible();
  await page.getByLabel("验证码", { exact: true }).fill(code);
  await page.getByRole("button", { name: "验证", exact: true }).click();
  await said(page, "邮箱已验证");
  await expect(page.getByText(address)).toBeVisible();

  const table = page.getByRole("table");
  await table.getByRole("checkbox", { name: "即将到期：邮件" }).uncheck();
  await page.getByRole("checkbox", { name: "免打扰" }).check();
  await page.getByLabel("开始").fill("21:30");
  await page.getByLabel("结束").fill("21:30");
  await page.getByRole("checkbox", { name: "邮件每日汇总为一封" }).check();
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("请填写时间，开始与结束不能相同")).toBeVisible();
  await page.getByLabel("结束").fill("07:15");
  await page.getByRole("button", { name: "保存" }).click();
  await said(page, "已保存通知设置");
  // Saved a second time from the same page: it knows its own version.
  await page.getByLabel("发送时间").fill("09:05");
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("button", { name: "保存" })).not.toHaveAttribute("aria-busy", "true");

  await page.getByRole("button", { name: "发送测试通知：邮件" }).click();
  await said(page, "测试通知已发出");
  await arrived(address, /收到本邮件/);

  await page.reload();
  await expect(table.getByRole("checkbox", { name: "即将到期：邮件" })).not.toBeChecked();
  await expect(table.getByRole("checkbox", { name: "催办：邮件" })).toBeChecked();
  await expect(page.getByLabel("开始")).toHaveValue("21:30");
  await expect(page.getByLabel("发送时间")).toHaveValue("09:05");
  await page.getByRole("button", { name: "移除邮箱" }).click();
  await said(page, "邮箱已移除");
  await expect(page.getByRole("button", { name: /^发送测试通知/ })).toBeHidden();
});
