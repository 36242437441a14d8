// 收文: from receipt or paper to the end, on a phone and at a desk.

import type { Page } from "@playwright/test";
import { act, bar, open } from "../support/case.ts";
import { people } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

/** A title that no other test uses. */
function titleOf(matter: string, project: string) {
  return `浙江省数据局关于${matter}${Date.now() % 1_000_000}（${project}）的通知`;
}

async function register(page: Page, title: string, reference: string) {
  await page.goto("/documents/incoming");
  await page.getByRole("link", { name: "登记来文" }).click();
  await expect(page.getByRole("heading", { name: "登记来文" })).toBeVisible();
  await page.locator("input[type=file]").last().setInputFiles({
    name: "来文.png",
    mimeType: "image/png",
    // One point; what follows makes each title's file another.
    buffer: Buffer.concat([
      Buffer.from(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
        "base64",
      ),
      Buffer.from(title),
    ]),
  });
  await expect(page.getByRole("link", { name: "来文.png" })).toBeVisible();
  const sender = page.getByRole("combobox", { name: "来文机关" });
  await sender.fill("浙江省数据局");
  await page.getByRole("option", { name: /浙江省数据局/ }).click();
  await page.getByLabel(/^来文字号/).fill(reference);
  await page.getByLabel(/^标题/).fill(title);
}

test("a paper is registered, checked, planned and instructed", async ({ as }, { project }) => {
  test.slow();
  const title = titleOf("开展数据质量检查", project.name);
  const reference = `浙数局〔2026〕${Date.now() % 1_000_000}号`;
  const registrar = await as(people.registrar);
  await test.step("the registrar registers it with its original", async () => {
    await register(registrar, title, reference);
    await registrar.getByRole("button", { name: "登记", exact: true }).click();
    await expect(registrar.getByRole("heading", { name: title, level: 2 })).toBeVisible();
    await expect(registrar.getByText(/^舟数收〔\d{4}〕\d+号/)).toBeVisible();
    await expect(registrar.getByRole("img", { name: /^原件第 1 页/ })).toBeVisible();
  });

  await test.step("all five checks are done before it goes on", async () => {
    const checks = registrar.getByRole("region", { name: "初审" });
    await expect(bar(registrar).getByRole("button", { name: "还有 5 项未核对" })).toBeVisible();
    for (const check of await checks.getByRole("checkbox").all()) await check.check();
    await act(registrar, "初审通过");
  });

  const office = await as(people.reviewer);
  await test.step("the office plans who instructs and who handles", async () => {
    await open(office, title);
    const plan = office.getByRole("region", { name: "拟办安排" });
    await choose(office, plan.getByRole("group", { name: /^批示领导/ }), "赵海宁");
    const departments = plan.getByRole("combobox", { name: /^承办部门/ });
    await departments.click();
    await plan.getByRole("option").first().click();
    await plan.getByLabel(/^办理时限/).fill("5");
    await plan.getByRole("button", { name: "保存安排" }).click();
    await expect(office.getByRole("status").filter({ hasText: "已保存" })).toBeVisible();
    await act(office, "提交拟办", "拟请分管领导批示。");
  });

  await test.step("the leader instructs", async () => {
    const leader = await as(people.leader);
    await open(leader, title);
    await act(leader, "批示", "同意，请抓紧办理。");
  });

  await test.step("the register shows where it stands", async () => {
    await registrar.goto(`/documents/incoming?q=${encodeURIComponent(reference.replace("〔", "[").replace("〕", "]"))}`);
    const row = registrar.getByRole("listitem").filter({ hasText: title });
    await expect(row.getByText("承办")).toBeVisible();
  });
});

/** Chooses somebody in a picker by name. */
async function choose(page: Page, picker: ReturnType<Page["getByRole"]>, name: string) {
  await picker.getByRole("button", { name: "选择人员" }).click();
  const sheet = page.getByRole("dialog", { name: "选择人员" });
  await sheet.getByRole("combobox").fill(name);
  await sheet.getByRole("option", { name: new RegExp(`^${name}`) }).first().click();
  await page.keyboard.press("Escape");
  await expect(picker.getByText(name)).toBeVisible();
}

test("what seems to be registered already is shown, and needs a reason", async ({ as }, { project }) => {
  const registrar = await as(people.registrar);
  const reference = `浙数局〔2026〕${Date.now() % 1_000_000}号`;
  const title = titleOf("报送运行情况", project.name);
  await register(registrar, title, reference);
  await registrar.getByRole("button", { name: "登记", exact: true }).click();
  await expect(registrar.getByRole("heading", { name: title, level: 2 })).toBeVisible();
  await register(registrar, title, reference.replace("〔", "[").replace("〕", "]"));
  const same = registrar.getByRole("status").filter({ hasText: "可能已经登记过" });
  await expect(same.getByRole("link", { name: title })).toBeVisible();
  await same.getByLabel("仍要登记的理由").fill("补充登记附件");
  await registrar.getByRole("button", { name: "登记", exact: true }).click();
  await expect(registrar.getByRole("heading", { name: title, level: 2 })).toBeVisible();
});
