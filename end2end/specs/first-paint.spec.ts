// What the server draws before the app has come is what the app then shows, at the same place.

import type { Page } from "@playwright/test";
import { people } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

/** The parts of the desk in reading order: their words, and where they stand in CSS pixels. */
async function parts(page: Page) {
  return page.locator("main :is(h1, h2, .counts a, .card-head a, a.row)").evaluateAll((elements) =>
    elements.map((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      // A minute may pass between the two.
      const words = (element as HTMLElement).innerText.replace(/\s+/g, " ").replace(/\d+ (分钟|小时|天)|刚刚/g, "…").trim();
      return { words, place: [left, top, width, height].map(Math.round) };
    }),
  );
}

/** Keeps the app from arriving until `arrive` is called. */
async function withoutTheApp(page: Page) {
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  await page.route(/app_bg.*\.wasm$/, async (route) => {
    await arrived;
    await route.continue();
  });
  return arrive;
}

for (const [who, account] of [["a head", people.head], ["somebody who has drafted", people.clerk]] as const) {
  test(`the desk of ${who} stands before the app and does not move when it comes`, async ({ as }) => {
    const page = await as(account);
    const arrive = await withoutTheApp(page);
    await page.goto("/", { waitUntil: "commit" });
    await expect(page.locator("#first h1")).toBeVisible();
    const before = await parts(page);
    arrive();
    await expect(page.locator("#first")).toHaveCount(0);
    expect(before.length).toBeGreaterThan(5);
    expect(await parts(page)).toEqual(before);
  });
}

test("what waits can be opened before the app has come", async ({ as }) => {
  const page = await as(people.reviewer);
  const arrive = await withoutTheApp(page);
  await page.goto("/", { waitUntil: "commit" });
  const row = page.locator("#first a.row").first();
  const title = (await row.locator(".row-title").innerText()).trim();
  await row.click();
  arrive();
  await expect(page.getByRole("heading", { name: title, level: 2 })).toBeVisible();
});

test("in English one waits for the app", async ({ as }) => {
  const page = await as(people.head);
  const arrive = await withoutTheApp(page);
  await page.addInitScript(() => localStorage.setItem("language", "en"));
  await page.goto("/", { waitUntil: "commit" });
  await expect(page.locator("#first")).toBeAttached();
  await expect(page.locator("#first")).toBeHidden();
  arrive();
  await expect(page.getByRole("main").getByRole("heading", { level: 1 })).toContainText("Hello");
});
