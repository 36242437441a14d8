// 用词库: what the office does not write is named while it is written, and one press mends it.

import { openDraft, titleOf } from "../support/draft.ts";
import { people } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

test("a wording of the lexicon is named while writing and mended by one press", async ({ as }) => {
  const page = await as(people.clerk);
  const id = await openDraft(page.request, titleOf("用词核对"));
  await page.goto(`/documents/${id}/edit`);
  const text = page.getByRole("textbox", { name: "正文", exact: true });
  await text.click();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText("其它事项请来电，其它单位参照执行。");
  const findings = page.getByRole("region", { name: "规范检查" });
  const finding = findings.getByRole("listitem").filter({ hasText: "“其它”为不规范用语，应作“其他”" });
  await expect(finding).toBeVisible();
  await finding.getByRole("button", { name: "改正" }).click();
  await expect(text).toContainText("其他事项请来电，其他单位参照执行。");
  await expect(finding).toBeHidden();
});
