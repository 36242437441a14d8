// Delegation (委托): who is away has another handle their work for some days, in their name.

import type { APIRequestContext, Locator, Page } from "@playwright/test";
import { act, bar, open } from "../support/case.ts";
import { openDraft, submit, titleOf } from "../support/draft.ts";
import { people } from "../support/people.ts";
import { type As, expect, test } from "../support/test.ts";

/** Who is away and who stands in: others on each device, for both run at once. */
type Pair = { away: string; name: string; account: string; delegate: string };
const pairs: Record<string, Pair> = {
  phone: { away: people.head, name: "林静姝", account: people.countersigners[0], delegate: "周铭" },
  desktop: { away: people.reviewer, name: "徐雯", account: people.registrar, delegate: "李昕" },
};

test("who stands in acts in the other's name, until the other is back", async ({ as }, info) => {
  const pair = pairs[info.project.name];
  const title = titleOf(`代办测试${info.project.name === "phone" ? "甲" : "乙"}`);
  const later = titleOf(`到岗测试${info.project.name === "phone" ? "甲" : "乙"}`);
  await standsWith(as, pair, title);

  const away = await as(pair.away);
  const given = away.getByRole("region", { name: "我委托他人" }).getByRole("listitem");
  await test.step("the days and the person are chosen", async () => {
    await away.goto("/me");
    await away.getByRole("link", { name: "委托他人代办" }).click();
    await expect(away.getByRole("heading", { name: "委托", level: 1 })).toBeVisible();
    await give(away);
    await expect(away.getByRole("alert").filter({ hasText: "请选择受托人" })).toBeVisible();
    await nobodyOutside(away);
    await choose(away, pair.delegate);
    await give(away);
    await expect(away.getByRole("status").filter({ hasText: "已委托" })).toBeVisible();
    await expect(given.first()).toContainText(pair.delegate);
    await expect(given.first()).toContainText("生效中");
  });

  await test.step("the same days again are refused in words", async () => {
    await choose(away, "吴皓");
    await give(away);
    await expect(away.getByRole("alert").filter({ hasText: "该岗位在此期间已有委托" })).toBeVisible();
  });

  const delegate = await as(pair.account);
  await test.step("the item stands in the inbox marked 代 and is handled from there", async () => {
    await delegate.goto(`/inbox?box=todo&q=${encodeURIComponent(title)}`);
    const row = delegate.getByRole("list", { name: "事项列表" }).getByRole("link");
    await expect(row).toContainText(`代${pair.name}`);
    await row.click();
    await expect(bar(delegate)).toContainText(`请您代${pair.name}`);
    if (pair.away === people.reviewer) await checkAll(delegate);
    await act(delegate, "同意", "代为审核，同意。", pair.away === people.reviewer ? signedBy : undefined);
    await expect(opinions(delegate)).toContainText(`${pair.delegate}（代${pair.name}）`);
  });

  await test.step("who was away sees what was done, and is back", async () => {
    await away.reload();
    const done = away.getByRole("region", { name: "以我名义办理的" }).getByRole("link", { name: title });
    await expect(done).toContainText(`${pair.delegate}代办`);
    await away.getByRole("button", { name: "我已到岗" }).click();
    await expect(away.getByRole("status").filter({ hasText: "委托已结束" })).toBeVisible();
    await expect(given.first()).toContainText("已到岗");
    await done.click();
    await expect(opinions(away)).toContainText(`${pair.delegate}（代${pair.name}）`);
  });

  await test.step("what comes then is the delegate's no more", async () => {
    await standsWith(as, pair, later);
    await delegate.goto(`/inbox?box=todo&q=${encodeURIComponent(later)}`);
    await expect(delegate.getByText(/没有找到/)).toBeVisible();
    await open(away, later);
  });
});

async function give(page: Page) {
  await page.getByRole("button", { name: "新建委托" }).click();
}

async function choose(page: Page, name: string) {
  await page.getByRole("button", { name: "选择一人" }).click();
  const sheet = page.getByRole("dialog", { name: "选择一人" });
  await sheet.getByRole("combobox", { name: "查找人员" }).fill(name);
  await sheet.getByRole("option", { name: new RegExp(`^${name}`) }).click();
  await expect(sheet).toBeHidden();
}

/** Work stays within the organ: nobody of another is offered, by words or by place. */
async function nobodyOutside(page: Page) {
  await page.getByRole("button", { name: "选择一人" }).click();
  const sheet = page.getByRole("dialog", { name: "选择一人" });
  await sheet.getByRole("combobox", { name: "查找人员" }).fill("江楠");
  await expect(sheet.getByText("没有找到相符的人员")).toBeVisible();
  await sheet.getByRole("combobox", { name: "查找人员" }).fill("");
  await sheet.getByText("按机构").click();
  await expect(sheet.getByRole("button", { name: /^办公室/ })).toBeVisible();
  await expect(sheet.getByRole("button", { name: /›$/ })).toHaveCount(0);
  await sheet.getByRole("button", { name: "选好了" }).click();
}

function opinions(page: Page) {
  return page.getByRole("region", { name: "办理意见" });
}

/** Ticks the whole 核稿清单. */
async function checkAll(page: Page) {
  const list = page.getByRole("region", { name: "核稿清单" });
  await expect(list.getByRole("checkbox").first()).toBeVisible();
  for (const point of await list.getByRole("checkbox").all()) await point.check();
}

async function signedBy(dialog: Locator) {
  await dialog.getByRole("group", { name: /“签发”由谁办理/ }).getByRole("radio", { name: /^赵海宁/ }).check();
}

/** A document that waits for whoever is away. */
async function standsWith(as: As, { away }: Pair, title: string) {
  const clerk = await as(people.clerk);
  const id = await openDraft(clerk.request, title);
  await submit(clerk.request, id);
  if (away === people.reviewer) await approve((await as(people.head)).request, id);
}

async function approve(request: APIRequestContext, id: string) {
  const { case: seen } = await (await request.get(`/api/documents/${id}`)).json();
  const { item } = seen.items.find((item: { state: string }) => item.state === "open");
  const command = { kind: "approve", item, opinion: "同意。" };
  const data = { key: crypto.randomUUID(), version: seen.summary.version, command };
  const answer = await request.post(`/api/cases/${id}/acts`, { headers: { "x-tongzhou": "desktop" }, data });
  expect(answer.ok(), await answer.text()).toBe(true);
}
