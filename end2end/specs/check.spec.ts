// 核验: whoever holds a file, with an account or without, learns whether it was issued here.

import { people } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

test("the final file is genuine, another is not, and the file stays where it is", async ({ as, page }) => {
  const reader = await as(people.clerk);
  const found = await reader.request.get("/api/inbox?box=done");
  const cases = ((await found.json()) as { rows: { case: { id: string; number: string | null } }[] }).rows;
  const sent = cases.find((row) => row.case.number !== null)?.case;
  expect(sent, "the demonstration city has a document with a number").toBeDefined();
  const pdf = await reader.request.get(`/api/documents/${sent?.id}/pdf`);
  const bytes = await pdf.body();

  const uploads: string[] = [];
  page.on("request", (request) => request.method() !== "GET" && uploads.push(request.url()));
  await page.goto("/check");
  const choose = page.getByLabel("文件", { exact: true });
  const answer = page.getByRole("status");
  await choose.setInputFiles({ name: "通知.pdf", mimeType: "application/pdf", buffer: bytes });
  await expect(answer).toContainText("核验一致");
  await expect(answer).toContainText(sent?.number ?? "");

  const forged = Buffer.concat([bytes, Buffer.from(" ")]);
  await choose.setInputFiles({ name: "通知.pdf", mimeType: "application/pdf", buffer: forged });
  await expect(answer).toContainText("没有查到");
  await page.getByRole("button", { name: "English" }).click();
  await expect(answer).toContainText("Unknown");
  expect(uploads).toEqual([]);
});

test("the page of signing in leads to it", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "核验文件真伪" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "核验文件" })).toBeVisible();
});
