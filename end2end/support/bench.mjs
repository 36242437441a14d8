// What the measurements in a browser share: a server of their own, the phone profile, and a table of what was measured.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";

/** 4× slower CPU, slow 4G (the mobile profile of Lighthouse). */
export const PROFILE = { cpu: 4, latency: 150, bytesPerSecond: 1_600_000 / 8 };
export const password = "tongzhou-demo";

/** Runs `measure` with a browser and a fresh demonstration city, and ends both. */
export async function inCity(measure) {
  const address = process.env.TONGZHOU_ADDRESS ?? `http://127.0.0.1:${20_000 + (process.pid % 20_000)}`;
  const folder = join(tmpdir(), `tongzhou-bench-${process.pid}`);
  const server = process.env.TONGZHOU_ADDRESS ? null : await serve(address, folder);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
  });
  try {
    await measure({ address, browser, socket: server && join(folder, "data/postgres/socket") });
  } finally {
    await browser.close();
    if (server) {
      server.kill("SIGTERM");
      await once(server, "exit");
    }
  }
}

async function serve(address, folder) {
  const child = spawn(process.execPath, [fileURLToPath(new URL("serve.mjs", import.meta.url))], {
    env: {
      TONGZHOU_SERVER: "target/release/server",
      ...process.env,
      TONGZHOU_LISTEN: new URL(address).host,
      TONGZHOU_TEST_FOLDER: folder,
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  for (;;) {
    if (child.exitCode !== null) throw new Error("the server does not start");
    const answer = await fetch(`${address}/health`).catch(() => null);
    if (answer?.ok) return child;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** A phone's page in a context of its own, signed in where an account is named, with what it fetches. */
export async function phone({ address, browser }, account) {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
    locale: "zh-CN",
    baseURL: address,
  });
  if (account) {
    const headers = { "x-tongzhou": "phone" };
    const answer = await context.request.post("/api/session", { headers, data: { account, password } });
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

/** The processor of the phone profile. */
export async function slowProcessor(wire) {
  await wire.send("Emulation.setCPUThrottlingRate", { rate: PROFILE.cpu });
}

/** The line of the phone profile. */
export async function slowLine(wire) {
  await wire.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: PROFILE.latency,
    downloadThroughput: PROFILE.bytesPerSecond,
    uploadThroughput: PROFILE.bytesPerSecond,
  });
}

/** The value below which that share of the values lies. */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export function row(what, figure, value, budget) {
  const shown = Number(value.toFixed(value < 10 ? 2 : 1));
  return { what, figure, measured: shown, budget: budget ?? "", within: budget === undefined ? "" : value <= budget ? "yes" : "NO" };
}

export function print(title, rows) {
  console.log(title);
  console.table(Object.fromEntries(rows.map((row, index) => [index + 1, row])));
}

/** Puts into the page, before anything else: notes from every press of a key or a finger to the paint that follows it. */
export function watchPresses() {
  window.presses = [];
  new PerformanceObserver((list) => {
    for (const { name, duration, startTime, interactionId } of list.getEntries()) {
      window.presses.push({ name, duration, startTime, interactionId });
    }
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
}
