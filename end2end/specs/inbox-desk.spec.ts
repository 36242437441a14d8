// The inbox as a desk: filters, kept views, many acts at once, acts with one tap or swipe, deadlines explained.

import type { APIRequestContext, Locator, Page } from "@playwright/test";
import { openDraft, submit, titleOf } from "../support/draft.ts";
import { people } from "../support/people.ts";
import { type As, expect, test } from "../support/test.ts";

/** Words of this test and this project only: both run side by side over one city. */
const unique = (words: string, project: string) => `${words}${project === "phone" ? "甲" : "乙"}`;

const list = (page: Page) => page.getByRole("list", { name: "事项列表" });
const rows = (page: Page) => list(page).getByRole("listitem");
const row = (page: Page, title: string) => rows(page).filter({ hasText: title });
/** Also what is covered by nothing: the toast stands over the page. */
const toast = (page: Page) => page.locator(".toast");

/** Longer than an act can be taken back. */
const left = { timeout: 20_000 };

async function filters(page: Page, phone: boolean): Promise<Locator> {
  await page.getByRole("button", { name: /^筛选/ }).click();
  return phone ? page.getByRole("dialog", { name: "筛选" }) : page.getByRole("complementary", { name: "筛选" });
}

/** Circulates a document of the clerk's to the head, who then has it to read. */
async function circulate(request: APIRequestContext, title: string) {
  const id = await openDraft(request, title);
  const { rows } = await (await request.get(`/api/people?q=${encodeURIComponent("林静姝")}`)).json();
  const { case: seen } = await (await request.get(`/api/documents/${id}`)).json();
  const command = { kind: "circulate", posts: [rows[0].id], note: null };
  const answer = await request.post(`/api/cases/${id}/acts`, {
    headers: { "x-tongzhou": "desktop" },
    data: { key: crypto.randomUUID(), version: seen.summary.version, command },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  return id;
}

async function toRead(as: As, titles: string[]) {
  const clerk = await as(people.clerk);
  for (const title of titles) await circulate(clerk.request, title);
  return await as(people.head);
}

test("filters hold at once, are in the address and can be taken away", async ({ as }, info) => {
  const phone = info.project.name === "phone";
  const page = await as(people.reviewer);
  await page.goto("/inbox?box=done");
  await expect(rows(page)).toHaveCount(20);
  const panel = await filters(page, phone);
  const kind = panel.getByRole("group", { name: "事项类别" }).getByRole("button").first();
  await expect(kind).toContainText(/\d/);
  await kind.click();
  await expect(kind).toHaveAttribute("aria-pressed", "true");
  await expect(page).toHaveURL(/module=documents&kind=/);
  await panel.getByRole("group", { name: "紧急程度" }).getByRole("button", { name: "特急" }).click();
  await expect(page).toHaveURL(/urgency=flash/);
  if (phone) await panel.getByRole("button", { name: "查看结果" }).click();
  await expect(page.getByRole("button", { name: "筛选 2" })).toBeVisible();
  for (const entry of await rows(page).all()) await expect(entry).toContainText("特急");
  await page.reload();
  await expect(page.getByRole("button", { name: "筛选 2" })).toBeVisible();
  await page.getByRole("button", { name: "移除特急" }).click();
  await expect(page).not.toHaveURL(/urgency/);
  await expect(page.getByRole("button", { name: "筛选 1" })).toBeVisible();
});

test("what no filter lets through says so and how to go on", async ({ as }) => {
  const page = await as(people.clerk);
  await page.goto("/inbox?box=mine&to=2001-01-01");
  await expect(page.getByText("没有符合筛选条件的事项")).toBeVisible();
  await page.getByRole("button", { name: "清除筛选" }).click();
  await expect(page).toHaveURL("/inbox?box=mine");
  await expect(rows(page).first()).toBeVisible();
});

test("the most pressing come first where that is wanted", async ({ as }) => {
  const page = await as(people.reviewer);
  await page.goto("/inbox?box=todo");
  await page.getByRole("combobox", { name: "排序" }).selectOption({ label: "急件优先" });
  await expect(page).toHaveURL("/inbox?box=todo&sort=due");
  await expect(rows(page).first()).toContainText(/超期|还剩|限/);
  // What is handled is no longer due.
  await page.goto("/inbox?box=done&sort=due");
  await expect(rows(page).first()).toBeVisible();
  await expect(page.getByRole("combobox", { name: "排序" })).toHaveCount(0);
});

test("a question is kept under a name, renamed, removed and taken back", async ({ as }, info) => {
  const [name, other] = ["常看", "急件"].map((words) => unique(words, info.project.name));
  const page = await as(info.project.name === "phone" ? people.clerk : people.head);
  const tabs = page.getByRole("navigation", { name: "事项分类" });
  await page.goto("/inbox?box=mine&urgency=normal");
  await page.getByRole("button", { name: "存为视图" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "保存" }).click();
  await expect(dialog.getByRole("alert").filter({ hasText: "请填写名称" })).toBeVisible();
  await dialog.getByLabel("视图名称").fill(name);
  await dialog.getByRole("button", { name: "保存" }).click();
  await expect(tabs.getByRole("link", { name })).toHaveAttribute("aria-current", "page");
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await tabs.getByRole("link", { name: /^待阅/ }).click();
  await tabs.getByRole("link", { name }).click();
  await expect(page).toHaveURL("/inbox?box=mine&urgency=normal");
  await page.getByRole("button", { name: "改名" }).click();
  await dialog.getByLabel("视图名称").fill(other);
  await dialog.getByRole("button", { name: "保存" }).click();
  await expect(tabs.getByRole("link", { name: other })).toBeVisible();
  await page.getByRole("button", { name: "移除视图" }).click();
  await expect(tabs.getByRole("link", { name: other })).toHaveCount(0);
  await toast(page).getByRole("button", { name: "撤销" }).click();
  await expect(tabs.getByRole("link", { name: other })).toBeVisible();
  await page.reload();
  await page.getByRole("button", { name: "移除视图" }).click();
  await expect(tabs.getByRole("link", { name: other })).toHaveCount(0);
});

test("many are read at once, and each tells what became of it", async ({ as }, info) => {
  const matter = unique("批量阅", info.project.name);
  const titles = ["一", "二"].map((place) => titleOf(`${matter}${place}`));
  const page = await toRead(as, titles);
  await page.goto(`/inbox?box=to_read&q=${encodeURIComponent(matter)}`);
  await expect(rows(page)).toHaveCount(2);
  await page.getByRole("button", { name: "选择", exact: true }).click();
  await page.getByRole("checkbox", { name: titles[0] }).check();
  await expect(page.getByRole("region", { name: "批量办理" })).toContainText("已选 1 件");
  // In this mode a row is chosen, not opened.
  await row(page, titles[1]).getByRole("link").click();
  await expect(page.getByRole("checkbox", { name: titles[1] })).toBeChecked();
  await page.getByRole("region", { name: "批量办理" }).getByRole("button", { name: "阅毕（2）" }).click();
  await expect(toast(page)).toContainText("即将阅毕 2 件");
  await expect(row(page, titles[0])).toContainText("即将阅毕");
  await expect(toast(page)).toContainText("已阅毕 2 件", left);
  await expect(page.getByText(/没有找到/)).toBeVisible();
});

test("an act that has not left is taken back", async ({ as }, info) => {
  const title = titleOf(unique("撤销阅", info.project.name));
  const page = await toRead(as, [title]);
  await page.goto(`/inbox?box=to_read&q=${encodeURIComponent(title)}`);
  await row(page, title).getByRole("button", { name: "阅毕" }).click();
  await toast(page).getByRole("button", { name: "撤销" }).click();
  await expect(row(page, title).getByRole("button", { name: "阅毕" })).toBeVisible();
  await expect(toast(page)).toHaveCount(0);
  await page.reload();
  await expect(row(page, title)).toHaveCount(1);
});

test("whoever goes on to another page has acted", async ({ as }, info) => {
  const title = titleOf(unique("离开阅", info.project.name));
  const page = await toRead(as, [title]);
  await page.goto(`/inbox?box=to_read&q=${encodeURIComponent(title)}`);
  await row(page, title).getByRole("button", { name: "阅毕" }).click();
  await expect(row(page, title)).toContainText("即将阅毕");
  const sent = page.waitForResponse("**/api/inbox/batch");
  await page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name: "工作台" }).click();
  expect((await sent).ok()).toBe(true);
  await expect(toast(page)).toContainText("已阅毕 1 件");
});

test("one that cannot be done says why, and holds up nothing", async ({ as }, info) => {
  const matter = unique("催办批", info.project.name);
  const titles = ["一", "二"].map((place) => titleOf(`${matter}${place}`));
  const page = await as(people.clerk);
  const ids = [];
  for (const title of titles) ids.push(await openDraft(page.request, title));
  for (const id of ids) await submit(page.request, id);
  await page.goto(`/inbox?box=mine&q=${encodeURIComponent(matter)}`);
  await expect(rows(page)).toHaveCount(2);
  // The first answer is the server's for a case that another has changed meanwhile.
  await page.route("**/api/inbox/batch", async (route) => {
    const { items, ...rest } = route.request().postDataJSON();
    items[0].version -= 1;
    await route.continue({ postData: JSON.stringify({ ...rest, items }) });
  });
  await page.getByRole("button", { name: "选择", exact: true }).click();
  await page.getByRole("button", { name: "全选" }).click();
  await page.getByRole("region", { name: "批量办理" }).getByRole("button", { name: "催办（2）" }).click();
  await expect(toast(page)).toContainText("已催办 1 件", left);
  const refused = page.getByRole("alert").filter({ hasText: "1 件没有办成" });
  await expect(refused.getByRole("listitem")).toContainText(/已被他人更新/);
  await refused.getByRole("button", { name: "知道了" }).click();
  await expect(refused).toHaveCount(0);
});

test("what did not arrive can be sent again", async ({ as }, info) => {
  const title = titleOf(unique("断网阅", info.project.name));
  const page = await toRead(as, [title]);
  await page.goto(`/inbox?box=to_read&q=${encodeURIComponent(title)}`);
  await page.route("**/api/inbox/batch", (route) => route.abort());
  await row(page, title).getByRole("button", { name: "阅毕" }).click();
  const failed = page.getByRole("alert").filter({ hasText: "没有提交成功" });
  await expect(failed).toBeVisible(left);
  await page.unroute("**/api/inbox/batch");
  await failed.getByRole("button", { name: "重试" }).click();
  await expect(toast(page)).toContainText("已阅毕 1 件");
  await expect(failed).toHaveCount(0);
});

test("a finger that moves a row to the left finishes it", async ({ as }, info) => {
  test.skip(info.project.name !== "phone", "no finger");
  const title = titleOf("划动阅");
  const page = await toRead(as, [title]);
  await page.goto(`/inbox?box=to_read&q=${encodeURIComponent(title)}`);
  const front = row(page, title).locator(".line-front");
  const box = (await front.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const wire = await page.context().newCDPSession(page);
  const touch = (type: string, x: number) =>
    wire.send("Input.dispatchTouchEvent", {
      type: type as "touchStart",
      touchPoints: type === "touchEnd" ? [] : [{ x, y: box.y + 30 }],
    });
  const from = box.x + box.width - 40;
  // Not far enough: it goes back to its place.
  await touch("touchStart", from);
  for (const by of [10, 30, 60]) await touch("touchMove", from - by);
  await touch("touchEnd", 0);
  await expect(toast(page)).toHaveCount(0);
  await touch("touchStart", from);
  for (const by of [10, 30, 60, 90, 130]) await touch("touchMove", from - by);
  await touch("touchEnd", 0);
  await expect(toast(page)).toContainText("即将阅毕 1 件");
  await expect(page).toHaveURL(/\/inbox/);
});

test("x chooses the row that has the focus, Escape lets go", async ({ as }, info) => {
  test.skip(info.project.name === "phone", "a phone has no keys");
  const page = await as(people.reviewer);
  await page.goto("/inbox?box=todo");
  await expect(rows(page).nth(1)).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(page.getByRole("region", { name: "批量办理" })).toContainText("已选 1 件");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(page.getByRole("region", { name: "批量办理" })).toContainText("已选 2 件");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("region", { name: "批量办理" })).toHaveCount(0);
});

test("a lamp explains itself day by day, in the list and on the case", async ({ as }, info) => {
  const title = titleOf(unique("时限说明", info.project.name));
  const clerk = await as(people.clerk);
  const id = await openDraft(clerk.request, title);
  await submit(clerk.request, id);
  const page = await as(people.head);
  await page.goto(`/inbox?box=todo&q=${encodeURIComponent(title)}`);
  await expect(row(page, title)).toContainText(/已停留/);
  await row(page, title).getByTitle("看时限怎么算").click();
  const sheet = page.getByRole("dialog", { name: "办理时限" });
  await expect(sheet).toContainText("部门负责人审核");
  await expect(sheet.getByRole("row").filter({ hasText: "第 1 天" })).toContainText(/工作日|调休上班/);
  await expect(sheet).toContainText(/依据/);
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await page.goto(`/documents/${id}`);
  await page.getByTitle("看时限怎么算").click();
  await expect(sheet.getByRole("row").filter({ hasText: "第 1 天" })).toBeVisible();
});

test("the counts on the boxes follow what comes", async ({ as }, info) => {
  const matter = unique("计数阅", info.project.name);
  const page = await as(people.head);
  await page.goto("/inbox?box=mine");
  const tab = page.getByRole("navigation", { name: "事项分类" }).getByRole("link", { name: /^待阅/ });
  const clerk = await as(people.clerk);
  const told = page.waitForResponse("**/api/session");
  await circulate(clerk.request, titleOf(matter));
  const { unread } = await (await told).json();
  expect(unread).toBeGreaterThan(0);
  await expect(tab).toContainText(/\d/);
});
