// The demo account: made through the public API as anybody's would be, so that the first start is also a first test.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Platform } from "../platform/platform.ts";
import { UserError } from "../setup/errors.mjs";

export interface Login {
  email: string;
  password: string;
}

export interface Demo {
  trader: Login & { webhook_url: string };
  admin: Login;
}

const trader: Login = { email: "demo@example.com", password: "pinewire-demo-1" };
const admin: Login = { email: "admin@example.com", password: "pinewire-admin-1" };

interface Session {
  access_token: string;
  webhook_url: string | null;
}

/** The demo accounts of this instance; they are created when they are not there yet. */
export async function ensureDemo(platform: Platform, file: string): Promise<{ demo: Demo; created: boolean }> {
  if (existsSync(file)) return { demo: JSON.parse(readFileSync(file, "utf8")) as Demo, created: false };
  const session = await enter(platform, trader, "Demo trader");
  await enter(platform, admin, "Demo admin");
  await promote(platform, admin);
  const demo = { trader: { ...trader, webhook_url: await webhookUrl(platform, session) }, admin };
  writeFileSync(file, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  return { demo, created: true };
}

/** Signs up, or in when a start that was cut short got that far already. */
async function enter(platform: Platform, login: Login, name: string): Promise<Session> {
  const signup = await call(platform, "POST", "/api/auth/signup", { ...login, display_name: name });
  if (signup.status === 201) return (await signup.json()) as Session;
  if (signup.status !== 409) throw await unexpected("sign-up of the demo account", signup);
  const signin = await call(platform, "POST", "/api/auth/login", login);
  if (signin.status !== 200) throw await unexpected("sign-in of the demo account", signin);
  return (await signin.json()) as Session;
}

/** The webhook URL is told once, at sign-up; later there is only a new one. */
async function webhookUrl(platform: Platform, session: Session): Promise<string> {
  if (session.webhook_url) return session.webhook_url;
  const response = await call(platform, "POST", "/api/config/webhook/rotate", undefined, session.access_token);
  if (response.status !== 201) throw await unexpected("a new webhook URL for the demo account", response);
  return ((await response.json()) as { webhook_url: string }).webhook_url;
}

/** Nobody can make themselves an admin through the API; the first one is appointed in the database. */
async function promote(platform: Platform, login: Login): Promise<void> {
  const db = await platform.database();
  await db.prepare("UPDATE users SET role = 'admin' WHERE email_key = ?").bind(login.email).run();
}

/** One request to the platform's public API. */
export function call(
  platform: { url: string },
  method: string,
  path: string,
  body?: unknown,
  token?: string,
): Promise<Response> {
  const headers: Record<string, string> = {};
  if (body !== undefined) headers["content-type"] = "application/json";
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  return fetch(new URL(path, platform.url), {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
}

/** The error for an answer that the API should not have given. */
export async function unexpected(what: string, response: Response): Promise<UserError> {
  return new UserError(`The platform refused ${what}: ${response.status} ${(await response.text()).slice(0, 500)}`);
}
