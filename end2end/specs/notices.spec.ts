// The bell and what it rings for: told at once, read when it is looked at, withdrawn when it is done.

import type { Page } from "@playwright/test";
import { openDraft, submit, titleOf } from "../support/draft.ts";
import { people } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

const unique = (words: string, project: string) => `${words}${project === "phone" ? "甲" : "乙"}`;
const bell = (page: Page) => page.getByRole("link", { name: /^通知(，|$)/ });
const list = (page: Page) => page.getByRole("list", { name: "通知" });

/** Approves the head's item of a case. */
async function approve(page: Page, id: string) {
  const { case: seen } = await (await page.request.get(`/api/documents/${id}`)).json();
  const allowed = seen.allowed.find((allowed: { action: string; refusal: unknown }) => allowed.action === "return" && !allowed.refusal);
  const command = { kind: "return", item: allowed.item, to: "drafter", then: "again", opinion: "请修改。" };
  const answer = await page.request.post(`/api/cases/${id}/acts`, {
    headers: { "x-tongzhou": "desktop" },
    data: { key: crypto.randomUUID(), version: seen.summary.version, command },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
}

test("the bell rings at once, the list leads to the case, and what was opened is read", async ({ as }, info) => {
  const [clerk, page] = [await as(people.clerk), await as(people.head)];
  const title = titleOf(unique("铃声通知", info.project.name));
  await page.goto("/");
  await expect(bell(page)).toBeVisible();
  const id = await openDraft(clerk.request, title);
  await submit(clerk.request, id);
  await expect(bell(page)).toHaveAccessibleName(/^通知，\d+ 条未读$/);
  await bell(page).click();
  await expect(page).toHaveURL("/me/notices");
  const entry = list(page).getByRole("listitem").filter({ hasText: title });
  await expect(entry).toContainText("新的待办");
  await expect(entry).toContainText("未读");
  const read = page.waitForResponse("**/api/notices/read");
  await entry.getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`/documents/${id}`));
  expect((await read).ok()).toBe(true);
  await page.goto("/me/notices");
  await expect(entry).toBeVisible();
  await expect(entry).not.toContainText("未读");
});

test("what is done before it was read is withdrawn while one looks", async ({ as }, info) => {
  const [clerk, page] = [await as(people.clerk), await as(people.head)];
  const title = titleOf(unique("撤回通知", info.project.name));
  await page.goto("/me/notices");
  const id = await openDraft(clerk.request, title);
  await submit(clerk.request, id);
  const entry = list(page).getByRole("listitem").filter({ hasText: title });
  await expect(entry).toBeVisible();
  await approve(page, id);
  await expect(entry).toHaveCount(0);
});

test("everything is read with one tap", async ({ as }, info) => {
  const clerk = await as(people.clerk);
  // Not the head, whose bell the other tests watch.
  const page = await as(info.project.name === "phone" ? people.registrar : people.reviewer);
  await page.goto("/me/notices");
  const all = page.getByRole("button", { name: "全部标为已读" });
  await expect(page.getByRole("status").filter({ hasText: /未读|全部已读/ })).toBeVisible();
  // Others go on: what comes between the tap and the look is unread, and tapped for again.
  await expect(async () => {
    if (await page.getByText("全部已读").isHidden()) await all.click({ timeout: 2_000 });
    await expect(page.getByText("全部已读")).toBeVisible({ timeout: 2_000 });
    await expect(all).toHaveCount(0, { timeout: 2_000 });
  }).toPass();
  await expect(list(page).getByText("未读")).toHaveCount(0);
  await expect(bell(page)).toHaveAccessibleName("通知");
  await clerk.close();
});
