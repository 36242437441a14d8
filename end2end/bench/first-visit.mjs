// First visits with an empty cache: what is transferred, and under the phone profile when it is painted and usable.
// Sizes are honest only for the app as `make bundle` builds it. Prints a table; never fails for a figure.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";

const RUNS = 5;
// 4× slower CPU, slow 4G (the mobile profile of Lighthouse).
const PROFILE = { cpu: 4, latency: 150, bytesPerSecond: 1_600_000 / 8 };
// Long enough after the content to see the tasks it causes, milliseconds.
const QUIET = 3000;
const account = "xuwen";
const password = "tongzhou-demo";

const visits = [
  { name: "sign-in", path: "/sign-in", content: "#submit", signedIn: false, kib: 88 },
  { name: "workspace", path: "/", content: "main a.row", signedIn: true, kib: 184, requests: 10 },
];

const address = process.env.TONGZHOU_ADDRESS ?? `http://127.0.0.1:${20_000 + (process.pid % 20_000)}`;
const server = process.env.TONGZHOU_ADDRESS ? null : await serve();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
});
try {
  await report();
} finally {
  await browser.close();
  if (server) {
    server.kill("SIGTERM");
    await once(server, "exit");
  }
}

async function report() {
  const rows = [];
  for (const visit of visits) {
    const plain = await measure(visit, false);
    rows.push(row(visit.name, "transferred, KiB", plain.bytes / 1024, visit.kib));
    rows.push(row(visit.name, "requests", plain.requests.length, visit.requests));
    const slow = [];
    for (let run = 0; run < RUNS; run++) slow.push(await measure(visit, true));
    rows.push(row(visit.name, "phone: first paint, s", median(slow, "paint")));
    rows.push(row(visit.name, "phone: content painted, s", median(slow, "content"), 1.2));
    rows.push(row(visit.name, "phone: usable, s", median(slow, "usable"), 2.0));
    rows.push(row(visit.name, "phone: blocking time, ms", median(slow, "blocking") * 1000, 150));
    if (process.env.VERBOSE) console.log(visit.name, plain.requests);
  }
  for (const { name, bytes, budget } of await measureModules()) rows.push(row("documents", name, bytes / 1000, budget));
  console.log(`first visit, median of ${RUNS}: ${PROFILE.cpu}× slower CPU, ${PROFILE.latency} ms, 1.6 Mbit/s`);
  console.table(Object.fromEntries(rows.map((row, index) => [index + 1, row])));
}

function row(what, figure, value, budget) {
  const shown = Number(value.toFixed(value < 10 ? 2 : 1));
  return { what, figure, measured: shown, budget: budget ?? "", within: budget === undefined ? "" : value <= budget ? "yes" : "NO" };
}

function median(runs, name) {
  return runs.map((run) => run[name]).sort((a, b) => a - b)[Math.floor(runs.length / 2)];
}

/** One visit in a context of its own. */
async function measure(visit, slow) {
  const { context, page, traffic, wire } = await fresh(visit.signedIn);
  if (slow) {
    await wire.send("Emulation.setCPUThrottlingRate", { rate: PROFILE.cpu });
    await wire.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: PROFILE.latency,
      downloadThroughput: PROFILE.bytesPerSecond,
      uploadThroughput: PROFILE.bytesPerSecond,
    });
  }
  await page.addInitScript(watch, visit.content);
  await page.goto(address + visit.path);
  await page.waitForFunction(() => window.contentAt !== undefined);
  await page.waitForTimeout(QUIET);
  const { paint, content, tasks } = await page.evaluate(() => ({
    paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
    content: window.contentAt,
    tasks: window.longTasks,
  }));
  await context.close();
  const last = tasks.at(-1);
  return {
    bytes: traffic.reduce((sum, request) => sum + request.bytes, 0),
    requests: traffic,
    paint: paint / 1000,
    content: content / 1000,
    usable: Math.max(content, last ? last.start + last.duration : 0) / 1000,
    blocking: tasks.filter((task) => task.start >= paint).reduce((sum, task) => sum + task.duration - 50, 0) / 1000,
  };
}

/** The code of the module's pages, as somebody fetches it who drafts for the first time. */
async function measureModules() {
  const { modules, islands } = await (await fetch(`${address}/assets.json`)).json();
  const { context, page, traffic } = await fresh(true);
  await page.goto(`${address}/documents/new`);
  await page.getByRole("button", { name: "开始拟稿" }).click();
  await page.getByRole("textbox", { name: "正文", exact: true }).waitFor();
  await context.close();
  const counted = new Set();
  const bytesOf = (files) => {
    const own = files.filter((file) => !counted.has(file));
    own.forEach((file) => counted.add(file));
    return traffic.filter(({ url }) => own.some((file) => url.endsWith(file))).reduce((sum, { bytes }) => sum + bytes, 0);
  };
  return [
    ...Object.entries(modules).map(([name, files]) => ({ name: `code of ${name}, KB`, bytes: bytesOf(files), budget: 60 })),
    { name: "the editor, KB", bytes: bytesOf(islands) },
  ];
}

async function fresh(signedIn) {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
    locale: "zh-CN",
  });
  if (signedIn) {
    const headers = { "x-tongzhou": "phone" };
    const answer = await context.request.post(`${address}/api/session`, { headers, data: { account, password } });
    if (!answer.ok()) throw new Error(`sign in: ${answer.status()}`);
  }
  const page = await context.newPage();
  const wire = await context.newCDPSession(page);
  await wire.send("Network.enable");
  const traffic = [];
  const urls = new Map();
  wire.on("Network.requestWillBeSent", ({ requestId, request }) => urls.set(requestId, request.url));
  wire.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    traffic.push({ url: urls.get(requestId) ?? "", bytes: encodedDataLength });
  });
  return { context, page, traffic, wire };
}

/** Runs in the page: notes when the content is painted and which tasks were long. */
function watch(selector) {
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) window.longTasks.push({ start: startTime, duration });
  }).observe({ type: "longtask", buffered: true });
  const look = () => {
    if (window.contentAt !== undefined || !document.querySelector(selector)) return;
    changes.disconnect();
    // The frame after the one that paints it.
    requestAnimationFrame(() => requestAnimationFrame(() => (window.contentAt = performance.now())));
  };
  const changes = new MutationObserver(look);
  changes.observe(document, { childList: true, subtree: true });
}

async function serve() {
  const child = spawn(process.execPath, [fileURLToPath(new URL("../support/serve.mjs", import.meta.url))], {
    env: { TONGZHOU_SERVER: "target/release/server", ...process.env, TONGZHOU_LISTEN: new URL(address).host },
    stdio: ["ignore", "ignore", "inherit"],
  });
  for (;;) {
    if (child.exitCode !== null) throw new Error("the server does not start");
    const answer = await fetch(`${address}/health`).catch(() => null);
    if (answer?.ok) return child;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
