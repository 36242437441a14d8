// Keeps the app's own files, so that it opens at once and without a network too. Never an answer of the API: what a
// person reads is what the server says now, or a word that it cannot be reached. And it shows what is pushed.

const build = __BUILD__;
const KEPT = `tongzhou-${build.build}`;
const PAGE = "/index.html";
const OFFLINE = "/offline.html";
const FIRST = [PAGE, OFFLINE, "/icon.svg", ...build.shell];
// What the thumb opens next, fetched when the page is idle.
const AHEAD = ["inbox", "documents", "acting", "places", "documents_record", "search"];

self.addEventListener("install", (event) => event.waitUntil(keep(FIRST)));

self.addEventListener("activate", (event) => event.waitUntil(forgetOthers()));

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
  if (event.data === "fetch ahead") event.waitUntil(keep(AHEAD.flatMap((name) => build.modules[name] ?? [])));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || request.method !== "GET") return;
  if (request.mode === "navigate") {
    if (isPage(pathname)) event.respondWith(page(request, pathname));
  } else if (pathname.startsWith("/assets/") || pathname === "/icon.svg") {
    event.respondWith(file(request));
  }
});

self.addEventListener("push", (event) => event.waitUntil(tell(event.data.json())));

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data));
});

/** One notification, which says how many matters wait. Without news it is brought up to date where it still stands. */
async function tell({ news, count, title, body, url }) {
  const tag = "waiting";
  const standing = await self.registration.getNotifications({ tag });
  if (count === 0) return standing.forEach((notification) => notification.close());
  if (!news && standing.length === 0) return;
  const options = { tag, body, data: url, lang: "zh-CN", icon: "/icon-192.png", renotify: news, silent: !news };
  await self.registration.showNotification(title, options);
}

/** Opens a page of the app, and none that stands open is taken away for it: something may be half written there. */
async function show(path) {
  const url = new URL(path, location.origin);
  if (url.origin !== location.origin) return;
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = pages.find((page) => page.url === url.href);
  await (open ? open.focus() : self.clients.openWindow(url.href));
}

async function keep(files) {
  const cache = await caches.open(KEPT);
  const missing = [];
  for (const url of new Set(files)) if (!(await cache.match(url))) missing.push(url);
  await cache.addAll(missing);
}

async function forgetOthers() {
  const names = (await caches.keys()).filter((name) => name.startsWith("tongzhou-") && name !== KEPT);
  await Promise.all(names.map((name) => caches.delete(name)));
}

/** An address of the app, not of a file or of the API. */
function isPage(pathname) {
  return !pathname.startsWith("/api/") && !pathname.slice(pathname.lastIndexOf("/")).includes(".");
}

/** The app from here; it asks the server for everything it shows. Signing in and checking a file are pages of the server. */
async function page(request, pathname) {
  if (pathname !== "/sign-in" && pathname !== "/check") {
    const refreshed = await changeOver();
    if (refreshed) return refreshed;
    const kept = await caches.match(PAGE, { cacheName: KEPT });
    if (kept) return kept;
  }
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(OFFLINE, { cacheName: KEPT })) ?? Response.error();
  }
}

/** A newer build that waits takes over as soon as nobody else has the app open. */
async function changeOver() {
  const { waiting } = self.registration;
  if (!waiting || (await self.clients.matchAll()).length > 1) return null;
  waiting.postMessage("take over");
  return new Response("", { headers: { refresh: "0" } });
}

/** Files of a build never change. One that is not kept is fetched, and kept where it is of this build. */
async function file(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && new URL(request.url).pathname.startsWith(build.assets)) {
    const cache = await caches.open(KEPT);
    await cache.put(request, answer.clone());
  }
  return answer;
}
