// What everybody does with a case: find it, act on it.

import { type Locator, type Page, expect } from "@playwright/test";

/** Opens a case from a box of the inbox by its title. */
export async function open(page: Page, title: string, box = "todo") {
  await page.goto(`/inbox?box=${box}`);
  await page.getByRole("main").getByRole("link", { name: title }).click();
  await expect(page.getByRole("heading", { name: title, level: 2 })).toBeVisible();
}

/** The bar with what may be done. */
export function bar(page: Page) {
  return page.getByRole("region", { name: "更多操作" });
}

/** Does what a button of the bar says, with an opinion where one is given; `fill` answers what else is asked. */
export async function act(page: Page, verb: string, opinion?: string, fill?: (dialog: Locator) => Promise<void>) {
  await bar(page).getByRole("button", { name: verb, exact: true }).click();
  const dialog = page.getByRole("dialog", { name: verb });
  if (opinion) await dialog.getByRole("textbox", { name: /^意见/ }).fill(opinion);
  if (fill) await fill(dialog);
  await dialog.getByRole("button", { name: verb, exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("status").filter({ hasText: `已${verb}` })).toBeVisible();
}

/** Opens the sheet in which people are chosen for a verb behind "更多". */
export async function choosing(page: Page, verb: string, words: string) {
  await bar(page).getByRole("button", { name: "更多" }).click();
  await page.getByRole("dialog", { name: "更多操作" }).getByRole("button", { name: verb, exact: true }).click();
  await page.getByRole("dialog", { name: verb }).getByRole("button", { name: words }).click();
  const sheet = page.getByRole("dialog", { name: words });
  await expect(sheet).toBeVisible();
  return sheet;
}

/** Puts words on the clipboard and pastes them where the caret is. */
export async function paste(page: Page, text: string) {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((words) => navigator.clipboard.writeText(words), text);
  await page.keyboard.press("Control+V");
}
