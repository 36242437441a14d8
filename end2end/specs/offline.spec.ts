// The app without a network, and a new build of it: what the service worker does.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { address } from "../support/address.ts";
import { people } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

const allowed = { serviceWorkers: "allow" } as const;

/** Waits until the worker has kept all that a visit and the first document need. */
async function kept(page: Page) {
  const { shell, modules } = await (await page.request.get("/assets.json")).json();
  const all = ["/index.html", "/offline.html", ...shell, ...modules.inbox, ...modules.documents, ...modules.acting];
  await expect
    .poll(() => page.evaluate(async (all) => {
      const missing = [];
      for (const url of all) if (!(await caches.match(url))) missing.push(url);
      return missing;
    }, all), { timeout: 20_000 })
    .toEqual([]);
}

test("a second visit opens from the browser's own store and shows the server's data", async ({ as }) => {
  const page = await as(people.clerk, allowed);
  await page.goto("/");
  await kept(page);
  const fromServer: string[] = [];
  page.on("response", (response) => {
    if (!response.fromServiceWorker()) fromServer.push(new URL(response.url()).pathname);
  });
  await page.reload();
  await expect(page.getByRole("heading", { name: "陈屿，您好" })).toBeVisible();
  expect(fromServer.filter((path) => !path.startsWith("/api/") && path !== "/icon.svg" && !path.includes("manifest"))).toEqual([]);
  expect(fromServer).toContain("/api/session");
  const stored = await page.evaluate(async () => {
    const cache = await caches.open((await caches.keys())[0]);
    return (await cache.keys()).map((request) => new URL(request.url).pathname);
  });
  expect(stored.filter((path) => path.startsWith("/api/")), "nothing a person reads is kept").toEqual([]);
});

test("without a network the app opens, says so, and shows nothing old as new", async ({ as, faults }) => {
  const page = await as(people.clerk, allowed);
  await page.goto("/");
  await kept(page);
  await page.context().setOffline(true);
  await page.goto("/inbox?box=todo");
  await expect(page.getByText(/^网络已断开/)).toBeVisible();
  await expect(page.getByRole("alert").filter({ hasText: "没有加载成功" }).first()).toBeVisible();
  await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(0);
  await page.goto("/sign-in");
  await expect(page.getByRole("heading", { name: "网络不通" })).toBeVisible();
  await page.context().setOffline(false);
  await page.goto("/inbox?box=mine");
  await expect(page.getByRole("heading", { name: "我发起", level: 1 })).toBeVisible();
  await expect(page.getByText(/^网络已断开/)).toBeHidden();
  faults.splice(0);
});

test("who is signed out comes from the kept app to the sign-in page", async ({ as }) => {
  const page = await as(people.clerk, allowed);
  await page.goto("/");
  await kept(page);
  await page.context().clearCookies();
  await page.goto("/inbox?box=todo");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await expect(page.getByLabel("账号")).toBeVisible();
});

test("a new build is offered, and taken when it is accepted", async ({ as }) => {
  const site = await deliveries();
  const page = await as(people.clerk, allowed);
  await page.goto(site.address);
  await kept(page);
  const update = page.getByRole("button", { name: "有新版本，点此刷新" });
  site.release();
  await page.reload();
  await expect(update).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole("heading", { name: "陈屿，您好" }), "the page at hand goes on").toBeVisible();
  await update.click();
  await expect.poll(() => page.evaluate(() => caches.keys()).catch(() => [])).toEqual(["tongzhou-next"]);
  await expect(page.getByRole("heading", { name: "陈屿，您好" })).toBeVisible();
  await expect(update).toBeHidden();
  site.close();
});

/** The server behind an address at which another build can come out: the same files, under another name. */
async function deliveries() {
  let released = false;
  const front = createServer(async (request, response) => {
    // Asked without conditions, so that an answer always has its body.
    const { host, connection, "if-none-match": _, "if-modified-since": __, ...headers } = request.headers;
    const answer = await fetch(address + request.url, { method: request.method, headers: headers as HeadersInit, redirect: "manual" });
    let body = Buffer.from(await answer.arrayBuffer());
    if (released && request.url === "/service-worker.js") {
      body = Buffer.from(body.toString().replace(/"build":\s*"[^"]*"/, '"build":"next"'));
    }
    for (const [name, value] of answer.headers) if (!/^(content-(length|encoding)|transfer-encoding)$/.test(name)) response.setHeader(name, value);
    response.writeHead(answer.status).end(body);
  });
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    release: () => (released = true),
    close: () => {
      front.close();
      front.closeAllConnections();
    },
  };
}

test("the app can be installed", async ({ as }) => {
  const page = await as(people.clerk, allowed);
  await page.goto("/");
  await kept(page);
  const wire = await page.context().newCDPSession(page);
  const { errors, data } = await wire.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const manifest = JSON.parse(data ?? "{}");
  expect(manifest).toMatchObject({ id: "/", start_url: "/", display: "standalone" });
  for (const icon of manifest.icons) expect((await page.request.get(icon.src)).ok(), icon.src).toBe(true);
  for (const { url } of manifest.shortcuts) expect((await page.request.get(url)).ok(), url).toBe(true);
});
