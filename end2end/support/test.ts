// `test` with a page of somebody who is signed in: `const page = await as(people.clerk)`.

import { type BrowserContext, type BrowserContextOptions, type Page, expect, test as base } from "@playwright/test";
import { password } from "./people.ts";

export type As = (account: string, options?: BrowserContextOptions) => Promise<Page>;

/** A leader's phone, also in the tests of the desktop. */
export const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

export const test = base.extend<{ as: As; faults: string[] }>({
  /** What the pages complained of; a test fails that leaves any. */
  faults: async ({}, use) => {
    const faults: string[] = [];
    await use(faults);
    expect(faults, "errors on the console").toEqual([]);
  },
  context: async ({ context, faults }, use) => {
    listen(context, faults);
    await use(context);
  },
  as: async ({ browser, contextOptions, faults }, use, info) => {
    const opened: BrowserContext[] = [];
    await use(async (account, options = {}) => {
      const context = await browser.newContext({ ...contextOptions, ...contextOf(info.project.use), ...options });
      opened.push(context);
      listen(context, faults);
      await signIn(context, account);
      return context.newPage();
    });
    for (const context of opened) await context.close();
  },
});

export { expect };

/** What of a project's settings belongs to a context. */
function contextOf(settings: BrowserContextOptions): BrowserContextOptions {
  const { baseURL, locale, timezoneId, viewport, hasTouch, isMobile, deviceScaleFactor, userAgent, serviceWorkers } = settings;
  return { baseURL, locale, timezoneId, viewport, hasTouch, isMobile, deviceScaleFactor, userAgent, serviceWorkers };
}

/** Signs in without the sign-in page, which has tests of its own. */
export async function signIn(context: BrowserContext, account: string) {
  const answer = await context.request.post("/api/session", {
    headers: { "x-tongzhou": "desktop" },
    data: { account, password },
  });
  expect(answer.ok(), `sign in as ${account}: ${answer.status()}`).toBe(true);
}

function listen(context: BrowserContext, faults: string[]) {
  context.on("weberror", (error) => faults.push(told(error.error())));
  context.on("console", (message) => {
    // The browser's own line about an answer of 4xx; the page says what it makes of it.
    const network = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !network) faults.push(message.text());
  });
}

/** With its way through the code: an error of the app's says nothing else. */
function told(error: unknown): string {
  return error instanceof Error ? (error.stack ?? String(error)) : String(error);
}
