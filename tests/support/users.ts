// People who have an account on a test's platform.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Answer, Client, RequestOptions } from "./client.ts";
import type { TestPlatform } from "./platform.ts";

export interface TestUser {
  id: string;
  email: string;
  password: string;
  accessToken: string;
  refreshToken: string;
  /** The private webhook URL, absolute. */
  webhookUrl: string;
  /** An API client that is signed in as this user. */
  api: Client;
  /** Sends an alert to the user's webhook: an object as JSON, a string as plain text. */
  alert(body: unknown, options?: RequestOptions): Promise<Answer>;
}

/** Signs up somebody new through the API. */
export async function signUp(platform: { api: Client }, overrides: Record<string, unknown> = {}): Promise<TestUser> {
  const email = `trader-${randomUUID()}@example.com`;
  const password = `correct horse ${randomUUID()}`;
  const input = { email, password, display_name: "Test trader", transport: "bearer", ...overrides };
  const { status, body, text } = await platform.api.post("/api/auth/signup", input);
  assert.equal(status, 201, text);
  const webhook = new URL(body.webhook_url);
  return {
    id: body.user.id,
    email: input.email,
    password: input.password,
    accessToken: body.access_token,
    refreshToken: body.refresh_token,
    webhookUrl: body.webhook_url,
    api: platform.api.as(body.access_token),
    alert: (alert, options) =>
      typeof alert === "string"
        ? platform.api.request("POST", webhook.pathname, {
            body: alert,
            ...options,
            headers: { "content-type": "text/plain", ...options?.headers },
          })
        : platform.api.post(webhook.pathname, alert, options),
  };
}

/** Signs up somebody new and makes them an admin, which only the database can. */
export async function signUpAdmin(platform: TestPlatform): Promise<TestUser> {
  const user = await signUp(platform);
  await platform.query("UPDATE users SET role = 'admin' WHERE id = ?", user.id);
  const { status, body, text } = await platform.api.post("/api/auth/login", {
    email: user.email,
    password: user.password,
    transport: "bearer",
  });
  assert.equal(status, 200, text);
  return { ...user, accessToken: body.access_token, api: platform.api.as(body.access_token) };
}
