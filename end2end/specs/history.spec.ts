// What the history says where somebody with power over the database has changed it behind the server's back.

import { execFileSync } from "node:child_process";
import { socket } from "../support/address.ts";
import { openDraft, submit, titleOf } from "../support/draft.ts";
import { people } from "../support/people.ts";
import { type As, expect, test } from "../support/test.ts";

test.skip(!socket, "the database of a server that was there is not ours to change");

/** Says something to the database as its owner. */
function owner(sql: string) {
  const how = ["--no-psqlrc", "-qAt", "-v", "ON_ERROR_STOP=1", "-h", socket ?? "", "-U", "tongzhou", "-d", "postgres"];
  return execFileSync("psql", [...how, "-c", sql], { encoding: "utf8" }).trim();
}

/** Changes one case with the triggers taken away. */
function tamper(sql: string) {
  owner(`set session_replication_role = replica; ${sql}`);
}

async function submitted(as: As, matter: string) {
  const page = await as(people.clerk);
  const id = await openDraft(page.request, titleOf(matter));
  await submit(page.request, id);
  await page.goto(`/documents/${id}/history`);
  await expect(page.getByText("已验证：2 条记录环环相扣，未被改动")).toBeVisible();
  // Sealed before it is changed: what is changed back is whole again for the audit too.
  const sealed = () => owner(`select count(*) from audit_log where key like '${id}:%'`);
  await expect.poll(sealed, { timeout: 30_000 }).toBe("2");
  return { page, id };
}

test("one changed byte of an event breaks the mark in the browser", async ({ as }) => {
  const { page, id } = await submitted(as, "防篡改测试");
  const change = (from: string, to: string) =>
    tamper(`update events set payload = replace(payload, '${from}', '${to}') where case_id = '${id}' and sequence = 2`);
  change("submitted", "submittee");
  await page.reload();
  await expect(page.getByRole("alert").filter({ hasText: "第 2 条记录内容被改动，请联系管理员" })).toBeVisible();
  await expect(page.getByText(/^已验证/)).toBeHidden();
  await page.getByRole("button", { name: "请服务器再验一次" }).click();
  await expect(page.getByRole("status").filter({ hasText: "第 2 条记录内容被改动" })).toBeVisible();
  // The audit room looks at every chain.
  change("submittee", "submitted");
  await page.reload();
  await expect(page.getByText(/^已验证/)).toBeVisible();
});

test("one changed word of a version that was handed on is named by the server", async ({ as }) => {
  const { page, id } = await submitted(as, "防改稿测试");
  const change = (from: string, to: string) =>
    tamper(`update document_versions set draft = replace(draft::text, '${from}', '${to}')::jsonb where case_id = '${id}'`);
  change("季度末", "年度末");
  await page.getByRole("button", { name: "请服务器再验一次" }).click();
  await expect(page.getByRole("status").filter({ hasText: "第 2 条记录内容被改动，请联系管理员" })).toBeVisible();
  change("年度末", "季度末");
});
