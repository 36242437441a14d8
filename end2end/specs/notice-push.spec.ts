// 推送: a browser asks for pushes, shows what is pushed, and takes it away again.

import type { BrowserContextOptions, Page } from "@playwright/test";
import { address } from "../support/address.ts";
import { people } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

const allowed: BrowserContextOptions = { serviceWorkers: "allow", permissions: ["notifications"] };

/** The maker's push service cannot be reached from a test: this browser's answers for it, with real keys. */
async function subscribable(page: Page, endpoint: string) {
  await page.addInitScript((endpoint) => {
    const stored = () => JSON.parse(localStorage.getItem("subscription") ?? "null");
    const given = (subscription: object | null) =>
      subscription && {
        endpoint,
        toJSON: () => subscription,
        unsubscribe: async () => localStorage.removeItem("subscription"),
      };
    const text = (buffer: ArrayBuffer) =>
      btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
    Object.assign(PushManager.prototype, {
      getSubscription: async () => given(stored()),
      subscribe: async () => {
        const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
        const p256dh = text(await crypto.subtle.exportKey("raw", pair.publicKey));
        const auth = text(crypto.getRandomValues(new Uint8Array(16)).buffer);
        localStorage.setItem("subscription", JSON.stringify({ endpoint, keys: { p256dh, auth } }));
        return given(stored());
      },
    });
  }, endpoint);
}

test("this device asks for pushes and takes it back", async ({ as }, info) => {
  const page = await as(people.countersigners[info.project.name === "phone" ? 0 : 1], allowed);
  await subscribable(page, `https://push.zhoushan.example/${info.project.name}`);
  await page.goto("/me/notices/settings");
  const card = page.locator("section", { has: page.getByRole("heading", { name: "推送", exact: true }) });
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => null));
  await page.reload();
  await card.getByRole("button", { name: "在本机接收推送" }).click();
  await expect(page.getByRole("status").filter({ hasText: "本机将接收推送" })).toBeVisible();
  await expect(card.getByRole("listitem").filter({ hasText: "本机" })).toHaveCount(1);
  await expect(card.getByRole("button", { name: "在本机接收推送" })).toBeHidden();
  await page.reload();
  await expect(card.getByRole("listitem").filter({ hasText: "本机" })).toHaveCount(1);
  await expect(page.getByRole("button", { name: "发送测试通知：推送" })).toBeVisible();
  await expect(page.getByRole("checkbox", { name: "催办：推送" })).toBeChecked();
  await card.getByRole("button", { name: "移除" }).click();
  await expect(page.getByRole("status").filter({ hasText: "已移除，不再推送" })).toBeVisible();
  await expect(card.getByRole("listitem")).toHaveCount(0);
  await expect(card.getByRole("button", { name: "在本机接收推送" })).toBeVisible();
});

test("what is pushed is shown once, kept up to date and taken away", async ({ as }) => {
  const page = await as(people.clerk, allowed);
  await page.goto("/");
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => null));
  const browser = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) =>
    browser.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL.startsWith(address));
      if (own) resolve(own.registrationId);
    }),
  );
  await browser.send("ServiceWorker.enable");
  const registrationId = await registered;
  const push = (message: object) =>
    browser.send("ServiceWorker.deliverPushMessage", { origin: address, registrationId, data: JSON.stringify(message) });
  const shown = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      return (await registration.getNotifications()).map(({ title, body }) => `${title}：${body}`);
    });
  const message = (news: boolean, count: number) =>
    ({ news, count, title: "同舟", body: `您有${count}件事项待处理`, url: "/inbox" });
  // Brought up to date where nothing stands: nothing appears.
  await push(message(false, 1));
  await push(message(true, 2));
  await expect.poll(shown).toEqual(["同舟：您有2件事项待处理"]);
  await push(message(true, 3));
  await expect.poll(shown).toEqual(["同舟：您有3件事项待处理"]);
  await push(message(false, 1));
  await expect.poll(shown).toEqual(["同舟：您有1件事项待处理"]);
  await push(message(false, 0));
  await expect.poll(shown).toEqual([]);
});
