// First visits with an empty cache: what is transferred, and under the phone profile when it is painted and usable.
// Sizes are honest only for the app as `make bundle` builds it. Prints a table; never fails for a figure.

import { PROFILE, inCity, percentile, phone, print, row, slowLine, slowProcessor } from "../support/bench.mjs";

const RUNS = 5;
// Long enough after the content to see the tasks it causes, milliseconds.
const QUIET = 3000;
const account = "xuwen";

const visits = [
  { name: "sign-in", path: "/sign-in", content: "#submit", kib: 88 },
  { name: "workspace", path: "/", content: "main a.row", account, kib: 184, requests: 10 },
];

await inCity(report);

async function report(city) {
  const rows = [];
  for (const visit of visits) {
    const plain = await measure(city, visit, false);
    rows.push(row(visit.name, "transferred, KiB", plain.bytes / 1024, visit.kib));
    rows.push(row(visit.name, "requests", plain.requests.length, visit.requests));
    const slow = [];
    for (let run = 0; run < RUNS; run++) slow.push(await measure(city, visit, true));
    rows.push(row(visit.name, "phone: first paint, s", median(slow, "paint")));
    rows.push(row(visit.name, "phone: content painted, s", median(slow, "content"), 1.2));
    rows.push(row(visit.name, "phone: usable, s", median(slow, "usable"), 2.0));
    rows.push(row(visit.name, "phone: blocking time, ms", median(slow, "blocking") * 1000, 150));
    if (process.env.VERBOSE) console.log(visit.name, plain.requests);
  }
  for (const { name, bytes, budget } of await measureModules(city)) rows.push(row("documents", name, bytes / 1000, budget));
  print(`first visit, median of ${RUNS}: ${PROFILE.cpu}× slower CPU, ${PROFILE.latency} ms, 1.6 Mbit/s`, rows);
}

function median(runs, name) {
  return percentile(runs.map((run) => run[name]), 0.5);
}

/** One visit in a context of its own. */
async function measure(city, visit, slow) {
  const { context, page, traffic, wire } = await phone(city, visit.account);
  if (slow) {
    await slowProcessor(wire);
    await slowLine(wire);
  }
  await page.addInitScript(watch, visit.content);
  await page.goto(visit.path);
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
async function measureModules(city) {
  const { modules, islands } = await (await fetch(`${city.address}/assets.json`)).json();
  const { context, page, traffic } = await phone(city, account);
  await page.goto("/documents/new");
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
