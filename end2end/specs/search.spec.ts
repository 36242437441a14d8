// 搜索: cases by any words of them, numbers in any notation, people by name and pinyin.

import type { Page } from "@playwright/test";
import { openDraft, titleOf } from "../support/draft.ts";
import { people } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

const unique = (words: string, project: string) => `${words}${project === "phone" ? "甲" : "乙"}`;
const box = (page: Page) => page.getByRole("searchbox", { name: "搜索事项和人员" });
const cases = (page: Page) => page.getByRole("list", { name: "事项" }).getByRole("listitem");

test("words are found in titles and texts, and marked", async ({ as }, info) => {
  const page = await as(people.clerk);
  const matter = unique("检索对账", info.project.name);
  const id = await openDraft(page.request, titleOf(matter));
  await page.goto("/search");
  await expect(page.getByText(/^输入标题、文号/)).toBeVisible();
  await box(page).fill(matter);
  await expect(page).toHaveURL(`/search?q=${encodeURIComponent(matter)}`);
  await expect(cases(page)).toHaveCount(1);
  await expect(cases(page).locator("mark")).toHaveText([matter]);
  // A word of the text, in another width, beside one of the title.
  await box(page).fill(`${matter}　季度末报送`);
  await expect(cases(page).locator(".excerpt mark").first()).toHaveText("季度末报送");
  await page.reload();
  await expect(box(page)).toHaveValue(`${matter}　季度末报送`);
  await cases(page).getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`/documents/${id}`));
});

test("a number is found in any notation", async ({ as }) => {
  const page = await as(people.reviewer);
  const { rows } = await (await page.request.get("/api/inbox?box=done")).json();
  const { number } = rows.find((row: { case: { number: string | null } }) => row.case.number).case;
  const [, year, count] = /〔(\d{4})〕(\d+)号/.exec(number) ?? [];
  for (const notation of [number, `[${year}]${count}`, `${year}-${count}`, `（${year}）${count}号`]) {
    await page.goto(`/search?q=${encodeURIComponent(notation)}`);
    const found = cases(page).filter({ hasText: number }).first();
    await expect(found, notation).toBeVisible();
    await expect(found.locator(".number mark"), notation).toContainText(`〔${year}〕${count}号`);
  }
});

test("people are found by name and by pinyin", async ({ as }) => {
  const page = await as(people.clerk);
  const region = page.getByRole("region", { name: "人员" });
  await page.goto(`/search?q=${encodeURIComponent("林静姝")}`);
  await expect(region.getByRole("listitem").filter({ hasText: "林静姝" })).toBeVisible();
  await expect(region.locator("mark")).toHaveText(["林静姝"]);
  await box(page).fill("linjs");
  await expect(page).toHaveURL("/search?q=linjs");
  await expect(region.getByRole("listitem").filter({ hasText: "林静姝" })).toBeVisible();
});

test("nothing found, nothing asked, and no answer are told apart", async ({ as }) => {
  const page = await as(people.clerk);
  await page.goto(`/search?q=${encodeURIComponent("并无此事项")}`);
  await expect(page.getByText("没有找到含“并无此事项”的事项", { exact: false })).toBeVisible();
  await box(page).fill("，。");
  await expect(page.getByText(/^输入标题、文号/)).toBeVisible();
  await page.route("**/api/search?**", (route) => route.abort());
  await box(page).fill("数据");
  await expect(page.getByRole("alert").filter({ hasText: "没有加载成功" })).toContainText("网络不通");
  await page.unroute("**/api/search?**");
  await page.getByRole("button", { name: "重试" }).click();
  await expect(cases(page).first()).toBeVisible();
});

test("a state narrows the search down, and the palette leads to it", async ({ as }) => {
  const page = await as(people.clerk);
  await page.goto("/me");
  await page.getByRole("button", { name: "搜索与命令" }).click();
  const palette = page.getByRole("dialog", { name: "搜索与命令" });
  await palette.getByRole("combobox").fill("数据");
  await palette.getByRole("option").filter({ hasText: "在全部内容中搜索“数据”" }).click();
  await expect(page).toHaveURL(`/search?q=${encodeURIComponent("数据")}`);
  await expect(cases(page)).toHaveCount(20);
  await page.getByRole("button", { name: "加载更多" }).click();
  await expect.poll(() => cases(page).count()).toBeGreaterThan(20);
  await page.getByRole("combobox", { name: "事项状态" }).selectOption({ label: "已办结" });
  await expect(page).toHaveURL(/&status=finished$/);
  await expect(cases(page).first()).toContainText("已办结");
});

test("organ and days narrow the search down and stay in the address", async ({ as }) => {
  const page = await as(people.clerk);
  await page.goto(`/search?q=${encodeURIComponent("数据")}`);
  await expect(cases(page)).toHaveCount(20);
  const organ = page.getByRole("combobox", { name: "发起机关" });
  await organ.selectOption({ label: "市大数据局" });
  await expect(page).toHaveURL(/&organ=[0-9a-f-]{36}$/);
  await expect(cases(page).first()).toBeVisible();
  await organ.selectOption({ label: "全部机关" });
  await expect(page).not.toHaveURL(/organ=/);
  await page.getByLabel("发起日期至").fill("2001-01-01");
  await expect(page).toHaveURL(/&to=2001-01-01$/);
  await expect(page.getByText("没有找到含“数据”的事项", { exact: false })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("发起日期至")).toHaveValue("2001-01-01");
  await page.getByLabel("发起日期至").fill("");
  await page.getByLabel("发起日期从").fill("2001-01-01");
  await expect(page).toHaveURL(/&from=2001-01-01$/);
  await expect(cases(page)).toHaveCount(20);
});
