// 移动办理占比: what was done on a phone counts, month by month, for oneself and for those one leads.

import { openDraft, titleOf } from "../support/draft.ts";
import { people } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

test("an act on a phone counts in the own share", async ({ as }, info) => {
  const page = await as(people.clerk);
  const share = async () => {
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 8);
    const last = new Date(Number(today.slice(0, 4)), Number(today.slice(5, 7)), 0).getDate();
    return (await (await page.request.get(`/api/statistics/mobile?from=${today}01&to=${today}${last}`)).json()).own;
  };
  const before = await share();
  const id = await openDraft(page.request, titleOf(`占比${info.project.name === "phone" ? "甲" : "乙"}`));
  const { case: seen } = await (await page.request.get(`/api/documents/${id}`)).json();
  const { item } = seen.items.find((item: { state: string }) => item.state === "open");
  const answer = await page.request.post(`/api/cases/${id}/acts`, {
    headers: { "x-tongzhou": "phone" },
    data: { key: crypto.randomUUID(), version: seen.summary.version, command: { kind: "submit", item } },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  await page.goto("/me/mobile");
  const own = page.getByRole("region", { name: "我的办理" });
  await expect(own).toContainText(/\d+%/);
  const [, all, phone] = /(\d+) 次办理中 (\d+) 次在手机上/.exec(await own.innerText()) ?? [];
  // Others play the clerk at the same time.
  expect(Number(all)).toBeGreaterThan(before.all);
  expect(Number(phone)).toBeGreaterThan(before.phone);
  await expect(own.getByRole("table", { name: "按操作" }).getByRole("row").nth(1)).toContainText(/%/);
  await expect(own.getByRole("table", { name: "按事项种类" }).getByRole("row").filter({ hasText: "发文" })).toContainText(/%/);
  await expect(page.getByRole("table", { name: "按月份" }).getByRole("row")).toHaveCount(7);
});

test("who leads sees their departments, and another month has its own address", async ({ as }) => {
  const page = await as(people.chief);
  await page.goto("/apps");
  await page.getByRole("link", { name: /^移动办理占比/ }).click();
  const departments = page.getByRole("region", { name: "我分管的处室" });
  await expect(departments.getByRole("row").nth(1)).toBeVisible();
  const months = page.getByRole("combobox", { name: "月份" });
  const before = (await months.locator("option").nth(1).getAttribute("value")) ?? "";
  await months.selectOption(before);
  await expect(page).toHaveURL(`/me/mobile?month=${before}`);
  await page.reload();
  await expect(months).toHaveValue(before);
});

test("a clerk leads nobody, and a month without acts says so", async ({ as }) => {
  const page = await as(people.clerk);
  await page.goto("/me/mobile?month=2001-02");
  await expect(page.getByText("这个月还没有办理记录")).toBeVisible();
  await expect(page.getByRole("region", { name: "我分管的处室" })).toHaveCount(0);
});
