// 收文: from receipt or paper to the end, on a phone and at a desk.

import type { Page } from "@playwright/test";
import { act, bar, open } from "../support/case.ts";
import { people } from "../support/people.ts";
import { sent } from "../support/sent.ts";
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

test("what another organ sent is signed for, handled by two departments, read, answered and finished", async ({ as }, { project }) => {
  test.setTimeout(240_000);
  const title = `舟山市大数据局关于核对共享目录${Date.now() % 1_000_000}（${project.name}）的通知`;
  // To the organ itself, where the tests play every part.
  await sent(as, title, "市大数据局");
  const registrar = await as(people.registrar);
  await test.step("it is signed for, registered and checked", async () => {
    await open(registrar, title);
    await act(registrar, "签收");
    await act(registrar, "登记");
    await expect(registrar.getByText(/^舟数收〔\d{4}〕\d+号/)).toBeVisible();
    const checks = registrar.getByRole("region", { name: "初审" });
    for (const check of await checks.getByRole("checkbox").all()) await check.check();
    await act(registrar, "初审通过");
  });

  const office = await as(people.reviewer);
  await test.step("the office names leader, lead and joint department, and a reader", async () => {
    await open(office, title);
    const plan = office.getByRole("region", { name: "拟办安排" });
    await choose(office, plan.getByRole("group", { name: /^批示领导/ }), "赵海宁");
    for (const department of ["数据资源处", "政务协同处"]) {
      const box = plan.getByRole("combobox", { name: /^承办部门/ });
      await box.fill(department);
      await plan.getByRole("option", { name: department }).click();
    }
    await plan.getByLabel(/^办理时限/).fill("5");
    await choose(office, plan.getByRole("group", { name: /^传阅对象/ }), "孙琦");
    await plan.getByRole("button", { name: "保存安排" }).click();
    await expect(office.getByRole("status").filter({ hasText: "已保存" })).toBeVisible();
    await act(office, "提交拟办", "拟请数据资源处牵头办理。");
  });

  await test.step("the leader's instruction comes to both departments with its deadline", async () => {
    const leader = await as(people.leader);
    await open(leader, title);
    await act(leader, "批示", "请数据资源处牵头，政务协同处配合。");
  });
  const [leadHead, jointHead] = people.countersigners;
  const [lead, joint] = [await as(leadHead), await as(jointHead)];
  await test.step("the lead waits for the joint department", async () => {
    await open(lead, title);
    await expect(lead.getByText("数据资源处（主办）")).toBeVisible();
    await expect(lead.getByText("5 个工作日")).toBeVisible();
    await open(joint, title);
    await act(joint, "办毕", "政务协同处目录已核对。");
  });

  await test.step("the lead begins the answer and finishes", async () => {
    await open(lead, title);
    await bar(lead).getByRole("button", { name: "起草答复" }).click();
    await expect(lead.getByRole("textbox", { name: /^标题/ })).toHaveValue(/关于核对共享目录.*的函/);
    await open(lead, title);
    await act(lead, "办毕", "目录已全部核对，另文答复。");
  });

  await test.step("it is read, and finished by the office", async () => {
    const reader = await as(people.otherLeader);
    await open(reader, title);
    await act(reader, "阅毕");
    await open(office, title);
    const circulation = office.getByRole("region", { name: "传阅情况" });
    await expect(circulation.getByText("已阅 1，未阅 0")).toBeVisible();
    await act(office, "办结", "同意办结。");
    await expect(office.getByText("办结", { exact: true }).first()).toBeVisible();
  });

  await test.step("the sender sees it registered", async () => {
    const clerk = await as(people.clerk);
    await open(clerk, title, "mine");
    const receipts = clerk.getByRole("region", { name: "分送与签收" });
    await expect(receipts.getByRole("row", { name: /^市大数据局/ })).toContainText("已登记");
  });
});

test("what came back is sent again, what is not signed for is taken back", async ({ as }, { project }) => {
  test.setTimeout(180_000);
  const title = `舟山市大数据局关于更正时限${Date.now() % 1_000_000}（${project.name}）的通知`;
  const id = await sent(as, title);
  const receiver = await as(people.receiver);
  await test.step("the receiver sends it back with a slip", async () => {
    await open(receiver, title);
    await bar(receiver).getByRole("button", { name: "更多" }).click();
    const more = receiver.getByRole("dialog", { name: "更多操作" });
    await more.getByRole("button", { name: "退回来文单位", exact: true }).click();
    const dialog = receiver.getByRole("dialog", { name: "退回来文单位" });
    await dialog.getByRole("textbox", { name: /^意见/ }).fill("缺附件，请补齐。");
    await dialog.getByRole("button", { name: "退回来文单位", exact: true }).click();
    await expect(receiver.getByRole("status").filter({ hasText: "已退回来文单位" })).toBeVisible();
  });

  const registrar = await as(people.registrar);
  const receipts = registrar.getByRole("region", { name: "分送与签收" });
  const rows = receipts.getByRole("row", { name: /^市财政局/ });
  await test.step("the sender reads why and sends it again", async () => {
    await open(registrar, title, "to_read");
    await expect(rows).toContainText("缺附件，请补齐。");
    await rows.getByRole("button", { name: "再次分送" }).click();
    const sheet = registrar.getByRole("dialog", { name: /^再次分送市财政局/ });
    await expect(sheet.getByText("市财政局", { exact: true })).toBeVisible();
    await sheet.getByLabel(/^补正说明/).fill("附件随文补送。");
    await sheet.getByRole("button", { name: "再次分送", exact: true }).click();
    await expect(registrar.getByRole("status").filter({ hasText: "已再次分送" })).toBeVisible();
    await expect(rows).toHaveCount(2);
    await expect(rows.last()).toContainText("待签收");
  });

  await test.step("the receiver has it again, with what was put right", async () => {
    await open(receiver, title);
    await expect(receiver.getByText("附件随文补送。")).toBeVisible();
  });

  await test.step("the sender takes it back before it is signed for", async () => {
    await rows.last().getByRole("button", { name: "撤回" }).click();
    const sheet = registrar.getByRole("dialog", { name: /^撤回发往市财政局/ });
    await expect(sheet.getByRole("button", { name: "撤回", exact: true })).toBeDisabled();
    await sheet.getByLabel(/^撤回原因/).fill("正文有误，重新行文。");
    await sheet.getByRole("button", { name: "撤回", exact: true }).click();
    await expect(registrar.getByRole("status").filter({ hasText: "已撤回" })).toBeVisible();
    await expect(rows.last()).toContainText("已撤回");
  });

  await test.step("nothing of it is asked of the receiver, who reads why", async () => {
    await receiver.reload();
    await expect(receiver.getByRole("region", { name: "来文机关已撤回" })).toContainText("正文有误，重新行文。");
    await receiver.goto("/inbox?box=todo");
    await expect(receiver.getByRole("main").getByRole("link").first()).toBeVisible();
    await expect(receiver.getByRole("main").getByRole("link", { name: title })).toHaveCount(0);
  });

  await test.step("the history says all of it", async () => {
    await registrar.goto(`/documents/${id}/history`);
    await expect(registrar.getByText("再次分送 · 市财政局：附件随文补送。")).toBeVisible();
    await expect(registrar.getByText("撤回 · 市财政局：正文有误，重新行文。")).toBeVisible();
    await expect(registrar.getByText(/^已验证/)).toBeVisible();
  });
});

test("what came is passed on to an organ and to a department", async ({ as }, { project }) => {
  test.slow();
  const title = titleOf("转发检查结果", project.name);
  const registrar = await as(people.registrar);
  await register(registrar, title, `浙数局〔2026〕${Date.now() % 1_000_000}号`);
  await registrar.getByRole("button", { name: "登记", exact: true }).click();
  await expect(registrar.getByRole("heading", { name: title, level: 2 })).toBeVisible();
  await bar(registrar).getByRole("button", { name: "转发" }).click();
  const sheet = registrar.getByRole("dialog", { name: "转发" });
  await expect(sheet.getByRole("button", { name: "转发", exact: true })).toBeDisabled();
  await sheet.getByRole("combobox", { name: "转发机关" }).fill("市财政局");
  await sheet.getByRole("option", { name: "市财政局" }).click();
  await sheet.getByRole("combobox", { name: /^本机关部门/ }).fill("数据资源处");
  await sheet.getByRole("option", { name: "数据资源处" }).click();
  await sheet.getByLabel("转发说明").fill("请对照整改。");
  await sheet.getByRole("button", { name: "转发", exact: true }).click();
  await expect(registrar.getByRole("status").filter({ hasText: "已转发" })).toBeVisible();
  const receipts = registrar.getByRole("region", { name: "分送与签收" });
  await expect(receipts.getByRole("row", { name: /^市财政局/ })).toContainText("待签收");

  const receiver = await as(people.receiver);
  await open(receiver, title);
  await expect(receiver.getByText("请对照整改。")).toBeVisible();
  await expect(receiver.getByText("浙江省数据局").first()).toBeVisible();
  await expect(receiver.getByRole("img", { name: /^原件第 1 页/ })).toBeVisible();
  const head = await as(people.countersigners[0]);
  await open(head, title, "to_read");
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
