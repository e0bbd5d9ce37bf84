// What the walks share: somebody with an account, a page that is signed in as them, alerts to their webhook.

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type APIRequestContext, type Browser, test as base, expect, type Page } from "@playwright/test";
import type { Demo } from "../../../scripts/start/demo.ts";

export interface Person {
  email: string;
  password: string;
  /** The private webhook URL, absolute. */
  webhookUrl: string;
  /** For calls of the API that a test needs besides the page. */
  token: string;
}

interface Fixtures {
  /** Whether alerts of `person` get screenshots: they take a browser several seconds each. */
  screenshots: boolean;
  /** Somebody new, with an account and nothing in it. */
  person: Person;
  /** A page that is signed in as `person`, on the list of signals. */
  app: Page;
}

export const test = base.extend<Fixtures>({
  screenshots: [false, { option: true }],
  person: async ({ request, screenshots }, use) => {
    const person = await signUp(request);
    if (!screenshots) {
      const headers = { authorization: `Bearer ${person.token}` };
      const answer = await request.put("/api/config", { headers, data: { screenshots_enabled: false } });
      expect(answer.status(), await answer.text()).toBe(200);
    }
    await use(person);
  },
  app: async ({ page, person }, use) => {
    await signIn(page, person);
    await page.goto("/signals");
    await expect(page.getByRole("heading", { level: 1, name: "Signals" })).toBeVisible();
    await use(page);
  },
});

export { expect };

export function newLogin(): { email: string; password: string } {
  return { email: `walker-${randomUUID()}@example.com`, password: `a long enough password ${randomUUID()}` };
}

export async function signUp(request: APIRequestContext): Promise<Person> {
  const login = newLogin();
  const answer = await request.post("/api/auth/signup", {
    data: { ...login, display_name: "Ada Walker", timezone: "UTC", language: "en", transport: "bearer" },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  const { webhook_url: webhookUrl, access_token: token } = await answer.json();
  return { ...login, webhookUrl, token };
}

/** Signs the page's browser in, without walking through the form. */
export async function signIn(page: Page, login: { email: string; password: string }): Promise<void> {
  await page.goto("/sign-in");
  const status = await page.evaluate(async ({ email, password }) => {
    const body = JSON.stringify({ email, password, transport: "cookie" });
    const headers = { "content-type": "application/json" };
    return (await fetch("/api/auth/login", { method: "POST", headers, body })).status;
  }, login);
  expect(status).toBe(200);
}

/** A second browser, signed in as the same person. */
export async function otherBrowser(browser: Browser, login: { email: string; password: string }): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, login);
  return page;
}

/** Sends an alert as TradingView does: an object as JSON, a string as plain text. */
export async function sendAlert(request: APIRequestContext, url: string, alert: object | string) {
  const contentType = typeof alert === "string" ? "text/plain" : "application/json";
  const data = typeof alert === "string" ? alert : JSON.stringify(alert);
  return request.post(url, { data, headers: { "content-type": contentType } });
}

/** Sends an alert that must be accepted, and returns the id of its signal. */
export async function acceptedAlert(request: APIRequestContext, url: string, alert: object | string): Promise<string> {
  const answer = await sendAlert(request, url, alert);
  expect(answer.status(), await answer.text()).toBe(200);
  return (await answer.json()).signal_id;
}

/** How long a walk may take that waits for screenshots, also on a busy machine. */
export const WITH_SCREENSHOTS_MS = 300_000;

/** An alert of its own: never a duplicate of another. */
export function alert(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: randomUUID(),
    ticker: "BTCUSDT",
    exchange: "BINANCE",
    interval: "60",
    action: "buy",
    price: "64250.5",
    strategy: "Trend rider",
    ...changes,
  };
}

/** The demo accounts that the platform made at its start. */
export function demo(): Demo {
  const dir = process.env.PINEWIRE_BROWSER_TEST_DIR;
  if (!dir) throw new Error("PINEWIRE_BROWSER_TEST_DIR names the folder of the platform under test");
  return JSON.parse(readFileSync(path.join(dir, "demo.json"), "utf8")) as Demo;
}
