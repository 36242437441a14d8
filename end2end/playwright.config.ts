import { defineConfig, type PlaywrightTestConfig } from "@playwright/test";
import { address } from "./support/address.ts";

// One server and one fresh city a run; or, with TONGZHOU_ADDRESS, a server that already runs.
const own: PlaywrightTestConfig["webServer"] = {
  command: "node support/serve.mjs",
  url: `${address}/health`,
  env: { TONGZHOU_LISTEN: new URL(address).host, TONGZHOU_TEST_FOLDER: process.env.TONGZHOU_TEST_FOLDER ?? "" },
  // Filling the city takes half a minute on two idle cores.
  timeout: 300_000,
  gracefulShutdown: { signal: "SIGTERM", timeout: 20_000 },
  stdout: "ignore",
  stderr: "pipe",
};

const android =
  "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36";

export default defineConfig({
  testDir: "specs",
  outputDir: "test-results",
  forbidOnly: true,
  fullyParallel: true,
  retries: 0,
  // Browser, server, PostgreSQL and typesetting share the cores.
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["html", { open: "never", outputFolder: "report" }]],
  webServer: process.env.TONGZHOU_ADDRESS ? undefined : own,
  use: {
    baseURL: address,
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    // Motion is a matter of taste; tests have none.
    contextOptions: { reducedMotion: "reduce" },
    // Each test meets the server; what the service worker does has a test of its own.
    serviceWorkers: "block",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
    },
  },
  projects: [
    {
      name: "phone",
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2, userAgent: android },
    },
    { name: "desktop", use: { viewport: { width: 1440, height: 900 } } },
  ],
});
