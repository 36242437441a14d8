// A document that has been dispatched, made through the API: for tests that begin with its receipt.

import { expect } from "@playwright/test";
import { openDraft, submit } from "./draft.ts";
import { people } from "./people.ts";
import type { As } from "./test.ts";

const headers = { "x-tongzhou": "desktop" };

/** Who approves a 通知 of 市大数据局 without countersigners, from the head of the department to its dispatch. */
const way = [
  people.head,
  people.reviewer,
  people.leader,
  people.reviewer,
  people.registrar,
  people.sealKeeper,
  people.registrar,
];

type Item = { item: number; state: string; post: string };
type Allowed = { action: string; item: number | null; needs: { choices: { step: string; required: boolean }[] } };

/** A 通知 of this title that was sent to an organ; answers the id of the sender's case. */
export async function sent(as: As, title: string, organ = "市财政局"): Promise<string> {
  const clerk = await as(people.clerk);
  const id = await openDraft(clerk.request, title, organ);
  await submit(clerk.request, id);
  for (const account of way) await approve(as, account, id);
  return id;
}

async function approve(as: As, account: string, id: string) {
  const { request } = await as(account);
  const { posts } = await (await request.get("/api/session")).json();
  const own = posts.map((post: { id: string }) => post.id);
  const { case: seen } = await (await request.get(`/api/documents/${id}`)).json();
  const { item } = seen.items.find((item: Item) => item.state === "open" && own.includes(item.post));
  // Of several leaders the one whom the tests play.
  const asked = seen.allowed.find((one: Allowed) => one.action === "approve" && one.item === item);
  const choices: Record<string, string[]> = {};
  for (const choice of asked.needs.choices) if (choice.required) choices[choice.step] = [await postOf(as, people.leader)];
  const command = { kind: "approve", item, opinion: "同意。", choices };
  const data = { key: crypto.randomUUID(), version: seen.summary.version, command };
  const answer = await request.post(`/api/cases/${id}/acts`, { headers, data });
  expect(answer.ok(), await answer.text()).toBe(true);
}

async function postOf(as: As, account: string): Promise<string> {
  const { posts } = await (await (await as(account)).request.get("/api/session")).json();
  return posts[0].id;
}
