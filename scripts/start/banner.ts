// What `npm start` prints when the platform is ready.

import path from "node:path";
import type { Instance } from "../platform/instance.ts";
import { chromeRecord } from "../setup/chrome.mjs";
import type { Demo } from "./demo.ts";

export function banner(url: string, instance: Instance, demo: Demo, samples: number): string {
  // The stored URL names the port of the start that made it.
  const webhook = new URL(new URL(demo.trader.webhook_url).pathname, url).href;
  const lines = [
    "",
    `pinewire is running at ${url}`,
    "",
    `  Sign in      ${demo.trader.email}  ${demo.trader.password}`,
    `  Admin        ${demo.admin.email}  ${demo.admin.password}`,
    `  Webhook URL  ${webhook}`,
    `  API          ${url}/docs`,
    `  Sandbox      ${url}/sandbox/`,
    `  Log          ${path.relative(process.cwd(), instance.logFile)}`,
    "",
    ...(samples > 0 ? [`${samples} sample alerts were sent; they are under Signals.`] : []),
    "Send one yourself:",
    `  curl -X POST '${webhook}' -H 'content-type: application/json' \\`,
    `    -d '{"ticker":"BTCUSDT","exchange":"BINANCE","interval":"60","action":"buy","price":"65000"}'`,
    "",
    ...(chromeRecord() ? [] : ["No Chrome was found: screenshots will say why they failed.", ""]),
    "Ctrl-C stops it; the data stays.",
    "",
  ];
  return lines.join("\n");
}
