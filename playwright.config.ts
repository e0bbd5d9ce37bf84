// Browser tests: each flow of the web app, walked in Chromium against the real platform (`npm test -- browser`). The
// platform is started as a user starts it, on a folder of its own that is removed afterwards.

import { mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { defineConfig, devices } from "@playwright/test";
import { chromeRecord } from "./scripts/setup/chrome.mjs";

const port = Number(process.env.PINEWIRE_BROWSER_TEST_PORT ?? 8797);
// This file is read by every worker process; the first one decides.
process.env.PINEWIRE_BROWSER_TEST_DIR ??= mkdtempSync(path.join(os.tmpdir(), "pinewire-browser-"));
const chrome = chromeRecord();

export default defineConfig({
  testDir: "tests/browser",
  outputDir: "test-results",
  forbidOnly: process.env.CI !== undefined,
  retries: process.env.CI === undefined ? 0 : 1,
  workers: 2,
  globalTeardown: "./tests/support/browser-teardown.ts",
  use: {
    ...devices["Desktop Chrome"],
    baseURL: `http://localhost:${port}`,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: { executablePath: chrome?.path, args: chrome?.args },
  },
  webServer: {
    command: `node scripts/start.ts --port ${port} --data ${process.env.PINEWIRE_BROWSER_TEST_DIR} --var RATE_LIMIT_PER_MINUTE=1000000 --var RATE_LIMIT_CREDENTIALS_PER_MINUTE=1000000`,
    url: `http://localhost:${port}/health/live`,
    timeout: 180_000,
    // Killed outright it could not end the Chrome that it started.
    gracefulShutdown: { signal: "SIGTERM", timeout: 10_000 },
  },
});
