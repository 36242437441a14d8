// What others do is seen without asking: in the list, in the counts, in the case, also after the network was away.

import { openDraft, submit, titleOf } from "../support/draft.ts";
import { people } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

/** Words of this test and this project only: both run side by side over one city. */
const unique = (words: string, project: string) => `${words}${project === "phone" ? "甲" : "乙"}`;

test("what another sends comes into the inbox by itself", async ({ as }, info) => {
  const [clerk, head] = [await as(people.clerk), await as(people.head)];
  const title = titleOf(unique("实时待办", info.project.name));
  await head.goto("/inbox?box=todo");
  const row = head.getByRole("list", { name: "事项列表" }).getByRole("link", { name: title });
  await expect(head.getByRole("list", { name: "事项列表" }).getByRole("link").first()).toBeVisible();
  const document = await head.evaluateHandle(() => globalThis.document.documentElement);
  await submit(clerk.request, await openDraft(clerk.request, title));
  await expect(row).toBeVisible();
  // It is the same page still: nothing was loaded anew.
  expect(await document.evaluate((root) => root.isConnected)).toBe(true);
});

test("typed words and the place in the list stay", async ({ as }, info) => {
  const [clerk, head] = [await as(people.clerk), await as(people.head)];
  const [first, second] = ["先到", "后到"].map((words) => titleOf(unique(words, info.project.name)));
  await submit(clerk.request, await openDraft(clerk.request, first));
  await head.goto("/inbox?box=todo");
  const rows = head.getByRole("list", { name: "事项列表" });
  await rows.getByRole("link", { name: first }).focus();
  await submit(clerk.request, await openDraft(clerk.request, second));
  await expect(rows.getByRole("link", { name: second })).toBeVisible();
  await expect(rows.getByRole("link", { name: first })).toBeFocused();
});

test("a case that moves on is shown as it stands, an open dialog keeps its words", async ({ as }, info) => {
  const [clerk, head] = [await as(people.clerk), await as(people.head)];
  const title = titleOf(unique("实时事项", info.project.name));
  const id = await openDraft(clerk.request, title);
  await submit(clerk.request, id);
  await clerk.goto(`/documents/${id}`);
  await expect(clerk.getByRole("heading", { name: title, level: 2 })).toBeVisible();
  await head.goto(`/documents/${id}`);
  await head.getByRole("region", { name: "更多操作" }).getByRole("button", { name: "退回", exact: true }).click();
  const words = head.getByRole("dialog").getByRole("textbox", { name: /意见/ });
  await words.fill("请补充依据");
  // The clerk takes it back while the head writes.
  await clerk.getByRole("region", { name: "更多操作" }).getByRole("button", { name: "更多", exact: true }).click();
  await clerk.getByRole("dialog").getByRole("button", { name: "收回", exact: true }).click();
  await clerk.getByRole("dialog", { name: "收回" }).getByRole("button", { name: "收回", exact: true }).click();
  await expect(head.getByRole("dialog").getByRole("alert")).toContainText("退回");
  await expect(words).toHaveValue("请补充依据");
});

test("after the network was away what was missed is there", async ({ as }, info) => {
  const [clerk, head] = [await as(people.clerk), await as(people.head)];
  const title = titleOf(unique("断线之后", info.project.name));
  await head.goto("/inbox?box=todo");
  await expect(head.getByRole("list", { name: "事项列表" }).getByRole("link").first()).toBeVisible();
  await head.context().setOffline(true);
  await submit(clerk.request, await openDraft(clerk.request, title));
  await head.context().setOffline(false);
  await expect(head.getByRole("list", { name: "事项列表" }).getByRole("link", { name: title })).toBeVisible();
});

test("two tabs share one connection and both hear", async ({ as }, info) => {
  const [clerk, head] = [await as(people.clerk), await as(people.head)];
  const title = titleOf(unique("两个窗口", info.project.name));
  const asked: string[] = [];
  head.context().on("request", (request) => {
    if (new URL(request.url()).pathname === "/api/live") asked.push(request.url());
  });
  const other = await head.context().newPage();
  for (const page of [head, other]) {
    await page.goto("/inbox?box=todo");
    await expect(page.getByRole("list", { name: "事项列表" }).getByRole("link").first()).toBeVisible();
  }
  await submit(clerk.request, await openDraft(clerk.request, title));
  for (const page of [head, other]) {
    await expect(page.getByRole("list", { name: "事项列表" }).getByRole("link", { name: title })).toBeVisible();
  }
  expect(asked.length).toBe(1);
});
