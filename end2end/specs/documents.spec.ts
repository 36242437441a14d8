// 办文: one document from draft to receipt, as its people see it.

import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { act, bar, open, paste } from "../support/case.ts";
import { people } from "../support/people.ts";
import { expect, phone, test } from "../support/test.ts";

const plan = readFileSync(new URL("../fixtures/plan.txt", import.meta.url), "utf8");

const body = `现将《舟山市数字政府建设规划》印发给你们，请认真贯彻执行。
一、提高认识
各单位要把数字政府建设作为一项全局性工作。
（一）加强领导
主要负责人要亲自抓。
1.明确责任
各项任务应当落实到人。
（1）建立台账
每季度末报送进展情况。`;

/** The projects share one city. */
const editions: Record<string, string> = { phone: "手机版", desktop: "电脑版" };

test.describe.configure({ mode: "parallel" });

test("a circular goes from its draft to its receipt", async ({ as }, info) => {
  test.setTimeout(180_000);
  const matter = `舟山市大数据局关于印发${editions[info.project.name]}数字政府建设规划`;
  const title = `${matter}的通知`;
  const clerk = await as(people.clerk);
  await test.step("the clerk drafts it", () => draft(clerk, matter));
  await test.step("and submits it", () => act(clerk, "提交"));

  const head = await as(people.head, phone);
  await test.step("the head of the department returns it", async () => {
    await open(head, title);
    await expect(head.getByText("请认真贯彻执行")).toBeVisible();
    await act(head, "退回", "请写明报送时间。");
  });

  await test.step("the clerk corrects it and submits it again", async () => {
    await open(clerk, title);
    await expect(clerk.getByText("请写明报送时间。")).toBeVisible();
    await bar(clerk).getByRole("link", { name: "继续拟稿" }).click();
    const text = clerk.getByRole("textbox", { name: "正文", exact: true });
    await text.getByText("每季度末报送进展情况。").click();
    await clerk.keyboard.press("End");
    await clerk.keyboard.insertText("首次报送时间为十二月三十日。");
    await act(clerk, "提交", "已按要求修改。");
  });

  await test.step("both versions and what changed are there", async () => {
    await open(clerk, title, "mine");
    await clerk.getByRole("link", { name: "历次文稿（2）" }).click();
    await expect(clerk.getByRole("listitem").filter({ hasText: "第 1 稿" })).toBeVisible();
    await expect(clerk.getByRole("listitem").filter({ hasText: "第 2 稿" })).toBeVisible();
    await expect(clerk.getByRole("insertion")).toHaveText("首次报送时间为十二月三十日。");
  });

  await test.step("the head agrees", async () => {
    await open(head, title);
    await act(head, "同意", "同意。");
  });

  await test.step("two departments countersign, in any order", async () => {
    for (const account of [...people.countersigners].reverse()) {
      const countersigner = await as(account);
      await open(countersigner, title);
      await act(countersigner, "同意", "无不同意见。");
    }
  });

  const reviewer = await as(people.reviewer);
  await test.step("the office reviews it with the checklist", async () => {
    await open(reviewer, title);
    await expect(bar(reviewer).getByRole("button", { name: "同意", exact: true })).toBeHidden();
    await bar(reviewer).getByRole("button", { name: /核稿清单还有 \d+ 项/ }).click();
    const points = reviewer.getByRole("region", { name: "核稿清单" }).getByRole("checkbox");
    await expect(points).toHaveCount(6);
    for (const point of await points.all()) {
      await point.check();
    }
    await act(reviewer, "同意", "核稿无误。", async (dialog) => {
      await dialog.getByRole("group", { name: /“签发”由谁办理/ }).getByRole("radio", { name: /^赵海宁/ }).check();
    });
  });

  await test.step("the leader signs on the phone", async () => {
    const leader = await as(people.leader, phone);
    await open(leader, title);
    await act(leader, "签发", "同意印发。");
  });

  const registrar = await as(people.registrar);
  await test.step("it is rechecked, numbered, sealed and sent", async () => {
    await open(reviewer, title);
    await act(reviewer, "复核通过");
    await open(registrar, title);
    await act(registrar, "登记编号");
    const keeper = await as(people.sealKeeper);
    await open(keeper, title);
    await act(keeper, "排版用印");
    await open(registrar, title);
    await act(registrar, "核发分送");
  });

  await test.step("a receiving organ signs for it", async () => {
    const receiver = await as(people.receiver);
    await open(receiver, title);
    await expect(receiver.getByRole("heading", { name: "收文" })).toBeVisible();
    await act(receiver, "签收");
  });

  await test.step("the sender sees who has it and urges the rest", async () => {
    await open(clerk, title, "mine");
    const issue = clerk.getByRole("region", { name: "发文信息" });
    await expect(issue.getByText(/^舟数〔\d{4}〕[1-9]\d*号/)).toBeVisible();
    await expect(issue.getByText("已用印")).toBeVisible();
    const receipts = clerk.getByRole("region", { name: "分送与签收" });
    await expect(receipts.getByText("已签收 1 / 3")).toBeVisible();
    await expect(receipts.getByRole("row", { name: /^市财政局/ })).toContainText("已签收");
    await receipts.getByRole("button", { name: "催办未签收的 2 家" }).click();
    await expect(receipts.getByRole("row", { name: /^市发改委/ })).toContainText("1 次");
    await expect(receipts.getByRole("row", { name: /^市府办公室/ })).toContainText("1 次");
    await expect(receipts.getByRole("row", { name: /^市财政局/ })).not.toContainText("1 次");
  });

  await test.step("the issued file is the PDF whose hash is shown", async () => {
    const [file] = await Promise.all([
      clerk.request.get(await link(clerk, /下载正式文件 PDF/)),
      expect(clerk.getByText("SM3", { exact: true })).toBeVisible(),
    ]);
    expect(file.headers()["content-type"]).toBe("application/pdf");
    const digest = Buffer.from(await crypto.subtle.digest("SHA-256", new Uint8Array(await file.body()))).toString("hex");
    await expect(clerk.getByText(digest)).toBeVisible();
  });

  await test.step("a countersigner reads the whole history, verified in the browser", async () => {
    const countersigner = await as(people.countersigners[0]);
    await open(countersigner, title, "done");
    await countersigner.getByRole("link", { name: "办理记录" }).click();
    await expect(countersigner.getByText(/^已验证：\d+ 条记录环环相扣，未被改动$/)).toBeVisible();
    const events = await countersigner.locator(".history > li").allInnerTexts();
    // Who did what, in order; the countersigners came last to first.
    expect(events.map((words) => words.split("\n").find((line) => / /.test(line)))).toEqual([
      "陈屿 开始",
      "陈屿 拟稿 · 提交",
      "林静姝 部门负责人审核 · 退回",
      "陈屿 拟稿 · 提交",
      "林静姝 部门负责人审核 · 同意",
      "吴皓 会签 · 同意",
      "周铭 会签 · 同意",
      "徐雯 办公室核稿 · 同意",
      "赵海宁 签发 · 同意",
      "徐雯 复核 · 同意",
      "李昕 登记编号 · 同意",
      "王亦喆 排版用印 · 同意",
      "李昕 核发分送 · 同意",
    ]);
    await countersigner.getByText(/^核稿清单：已核对 (\d+) 项，共 \1 项$/).click();
    await expect(countersigner.getByText("行文理由是否充分，行文依据是否准确")).toBeVisible();
    await countersigner.getByRole("button", { name: "请服务器再验一次" }).click();
    await expect(countersigner.getByText(`服务器验证一致（${events.length} 条）`)).toBeVisible();
  });
});

/** The draft with everything the rules want, after a wrong title and a secret grade were answered. */
async function draft(page: Page, matter: string) {
  await page.goto("/");
  await page.getByRole("main").getByRole("link", { name: "起草公文" }).click();
  await page.getByRole("radio", { name: /^通知/ }).check();
  await page.getByRole("button", { name: "开始拟稿" }).click();
  await expect(page.getByRole("heading", { name: "拟稿 · 通知" })).toBeVisible();

  const findings = page.getByRole("region", { name: "规范检查" });
  await page.getByRole("textbox", { name: /^标题/ }).fill(matter);
  const wrong = findings.getByRole("listitem").filter({ hasText: "标题应以文种“通知”结尾" });
  await expect(wrong).toContainText("条例第九条第七项");
  await wrong.getByRole("button", { name: "改正" }).click();
  await expect(page.getByRole("textbox", { name: /^标题/ })).toHaveValue(`${matter}的通知`);

  await page.getByLabel("密级").selectOption({ label: "秘密" });
  const refusal = page.getByRole("alert").filter({ hasText: "不能选择“秘密”" });
  await expect(refusal).toContainText("不得处理国家秘密");
  await expect(refusal).toContainText("条例第二十六条");
  await expect(page.getByLabel("密级").getByRole("option", { selected: true })).not.toHaveText("秘密");

  await choose(page, "主送机关", ["市财政局", "市发改委"]);
  await choose(page, "抄送机关", ["市府办公室"]);

  const text = page.getByRole("textbox", { name: "正文", exact: true });
  await text.click();
  await paste(page, body);
  for (const level of [1, 2, 3, 4]) await expect(text.locator(`[data-level="${level}"]`)).toHaveCount(1);

  await page.getByRole("button", { name: "添加附件" }).click();
  await page.getByRole("textbox", { name: "附件标题" }).fill("舟山市数字政府建设规划");
  await page.getByRole("textbox", { name: "附件内容" }).click();
  await paste(page, plan);
  await expect(page.getByRole("textbox", { name: "附件内容" })).toContainText("四横四纵两端");

  const departments = page.getByRole("group", { name: "会签部门" });
  for (const name of departmentsAsked) await departments.getByRole("checkbox", { name, exact: true }).check();

  await expect(page.getByText(/^已保存/)).toBeVisible();
  await pictures(page);
}

const departmentsAsked = ["数据资源处", "政务协同处"];

/** Searches organs by name and takes each with Enter. */
async function choose(page: Page, label: string, organs: string[]) {
  const box = page.getByRole("combobox", { name: label });
  for (const organ of organs) {
    await box.fill(organ);
    await expect(page.getByRole("option", { name: organ, exact: true })).toBeVisible();
    await box.press("Enter");
    await expect(page.getByRole("button", { name: `移除${organ}` })).toBeVisible();
  }
  await box.press("Escape");
}

/** The pages drawn from the PDF: beside the form where there is room, else one tap away. */
async function pictures(page: Page) {
  const beside = page.getByRole("heading", { name: "版面" });
  if (await beside.isVisible()) {
    await expect(page.getByText("与 PDF 一致")).toBeVisible({ timeout: 20_000 });
    await drawn(page);
  } else {
    await bar(page).getByRole("link", { name: "版面" }).click();
    await drawn(page);
    await page.getByRole("link", { name: "返回" }).click();
    await bar(page).getByRole("link", { name: "继续拟稿" }).click();
  }
}

async function drawn(page: Page) {
  const first = page.getByRole("img", { name: /^第 1 页，共 [2-9]\d* 页$/ });
  await expect(first).toBeVisible({ timeout: 20_000 });
  await expect.poll(() => first.evaluate((picture: HTMLImageElement) => picture.naturalWidth)).toBe(1080);
}

async function link(page: Page, name: RegExp) {
  return (await page.getByRole("link", { name }).getAttribute("href")) ?? "";
}
