// 撤销: an act is taken back from the word that says it was done, as long as the next has not acted.

import { type APIRequestContext, type Page } from "@playwright/test";
import { act, bar, open } from "../support/case.ts";
import { openDraft, submit, titleOf } from "../support/draft.ts";
import { people } from "../support/people.ts";
import { type As, expect, test } from "../support/test.ts";

const toast = (page: Page) => page.locator(".toast");
const undo = (page: Page) => toast(page).getByRole("button", { name: "撤销" });

/** A document of the clerk's that stands with the head. */
async function standing(as: As, title: string) {
  const clerk = await as(people.clerk);
  const id = await openDraft(clerk.request, title);
  await submit(clerk.request, id);
  return id;
}

/** Sends a case that stands with the asker back to its drafter. */
async function sendBack(request: APIRequestContext, id: string) {
  const [view, me] = await Promise.all([`/api/documents/${id}`, "/api/session"].map(async (path) => (await request.get(path)).json()));
  const { item } = view.case.items.find((item: { state: string; person: string }) => item.state === "open" && item.person === me.person);
  const command = { kind: "return", item, to: "drafter", then: "again", opinion: "请补充依据。" };
  const answer = await request.post(`/api/cases/${id}/acts`, {
    headers: { "x-tongzhou": "desktop" },
    data: { key: crypto.randomUUID(), version: view.case.summary.version, command },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
}

test("an approval is taken back while the next has not acted", async ({ as }, info) => {
  const title = titleOf(info.project.name === "phone" ? "手机撤销审核" : "电脑撤销审核");
  await standing(as, title);
  const page = await as(people.head);
  await open(page, title);
  await act(page, "同意", "同意。");
  await undo(page).click();
  await expect(toast(page)).toContainText("已撤销，事项回到您手上");
  await expect(bar(page).getByRole("button", { name: "同意", exact: true })).toBeVisible();
  await page.goto("/inbox?box=todo");
  await expect(page.getByRole("main").getByRole("link", { name: title })).toBeVisible();
});

test("who comes too late is told why", async ({ as }, info) => {
  const title = titleOf(info.project.name === "phone" ? "手机撤销过晚" : "电脑撤销过晚");
  const id = await standing(as, title);
  const [page, reviewer] = [await as(people.head), await as(people.reviewer)];
  await open(page, title);
  await act(page, "同意", "同意。");
  await sendBack(reviewer.request, id);
  await undo(page).click();
  await expect(toast(page)).toContainText("来不及撤销：下一环节已经办理");
});

test("many are approved at once and taken back", async ({ as }, info) => {
  const matter = info.project.name === "phone" ? "手机批量撤销" : "电脑批量撤销";
  const titles = ["一", "二"].map((place) => titleOf(`${matter}${place}`));
  for (const title of titles) await standing(as, title);
  const page = await as(people.head);
  const list = page.getByRole("list", { name: "事项列表" });
  await page.goto(`/inbox?box=todo&q=${encodeURIComponent(matter)}`);
  await expect(list.getByRole("listitem")).toHaveCount(2);
  await page.getByRole("button", { name: "选择", exact: true }).click();
  for (const title of titles) await page.getByRole("checkbox", { name: title }).check();
  await page.getByRole("region", { name: "批量办理" }).getByRole("button", { name: "同意（2）" }).click();
  await expect(toast(page)).toContainText("已同意 2 件", { timeout: 20_000 });
  await undo(page).click();
  await expect(toast(page)).toContainText("已撤销 2 件");
  await expect(list.getByRole("listitem")).toHaveCount(2);
});
