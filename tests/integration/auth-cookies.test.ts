// Browsers: tokens in cookies that scripts can't read, and requests that other people's pages make.

import assert from "node:assert/strict";
import { test } from "node:test";
import { BrowserSession } from "../support/browser-session.ts";
import { usePlatform } from "../support/platform.ts";
import { signUp, type TestUser } from "../support/users.ts";

const trusted = "https://app.example.com";
const platform = usePlatform({ vars: { CORS_ORIGINS: trusted } });

async function signedIn(user?: TestUser): Promise<{ browser: BrowserSession; user: TestUser }> {
  const someone = user ?? (await signUp(platform()));
  const browser = new BrowserSession(platform().api);
  const json = { email: someone.email, password: someone.password, transport: "cookie" };
  const { status, body, text } = await browser.request("POST", "/api/auth/login", { json });
  assert.equal(status, 200, text);
  assert.deepEqual([body.transport, body.access_token, body.refresh_token], ["cookie", null, null]);
  assert.equal(body.csrf_token, browser.csrfToken);
  return { browser, user: someone };
}

const rename = (browser: BrowserSession, headers?: Record<string, string>) =>
  browser.request("PUT", "/api/account/profile", { json: { display_name: "Changed" }, headers });

test("the cookies are for this host, and tokens are out of reach for scripts", async () => {
  const user = await signUp(platform());
  const answer = await platform().api.post("/api/auth/login", {
    email: user.email,
    password: user.password,
    transport: "cookie",
  });
  const shape = answer.headers.getSetCookie().map((cookie) => cookie.replace(/=[^;]+/, "=…"));
  assert.deepEqual(shape, [
    "__Host-access=…; Path=/; Max-Age=900; Secure; SameSite=Lax; HttpOnly",
    "__Host-refresh=…; Path=/; Max-Age=2592000; Secure; SameSite=Lax; HttpOnly",
    "__Host-csrf=…; Path=/; Max-Age=2592000; Secure; SameSite=Lax",
  ]);
});

test("a page reads with the cookies alone, and changes something with the session's CSRF token", async () => {
  const { browser, user } = await signedIn();
  const read = await browser.request("GET", "/api/auth/user", { headers: { "x-csrf-token": "" } });
  assert.equal(read.body.id, user.id);
  assert.equal((await rename(browser)).status, 200);
  const { browser: stranger } = await signedIn();
  const [keyId = "", mac = ""] = browser.csrfToken.split(".");
  for (const token of ["", "guessed", stranger.csrfToken, mac, `${keyId}.`, `x.${mac}`]) {
    const { status, body } = await rename(browser, { "x-csrf-token": token });
    assert.deepEqual([status, body.code], [403, "csrf_failed"], token);
  }
});

test("the token of another session of the same user is not enough", async () => {
  const { browser, user } = await signedIn();
  const { browser: second } = await signedIn(user);
  assert.equal((await rename(browser, { "x-csrf-token": second.csrfToken })).status, 403);
});

test("a page of somebody else changes nothing, even with the token", async () => {
  const { browser } = await signedIn();
  const { url } = platform();
  for (const headers of [
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: `${url}.evil.example` },
    { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "cross-site" },
  ]) {
    assert.equal((await rename(browser, headers as Record<string, string>)).status, 403, JSON.stringify(headers));
  }
  for (const headers of [
    { origin: url },
    { origin: trusted },
    { origin: "http://127.0.0.1:8787", "sec-fetch-site": "same-origin" },
  ]) {
    assert.equal((await rename(browser, headers as Record<string, string>)).status, 200, JSON.stringify(headers));
  }
});

test("a page of somebody else signs nobody in, up, out, or anew", async () => {
  const { browser, user } = await signedIn();
  const headers = { origin: "https://evil.example" };
  const json = { email: user.email, password: user.password, transport: "cookie" };
  for (const [path, body] of [
    ["/api/auth/login", json],
    ["/api/auth/signup", { ...json, email: `x-${user.email}` }],
    ["/api/auth/logout", undefined],
    ["/api/auth/refresh", {}],
  ] as const) {
    const answer = await browser.request("POST", path, { json: body, headers });
    assert.deepEqual([answer.status, answer.body.code], [403, "csrf_failed"], path);
    assert.deepEqual(answer.headers.getSetCookie(), [], path);
  }
  assert.equal((await rename(browser)).status, 200);
});

test("a browser refreshes by its cookie and gets new ones", async () => {
  const { browser, user } = await signedIn();
  const before = new Map(browser.cookies);
  browser.cookies.delete("__Host-access");
  assert.equal((await browser.request("GET", "/api/auth/user")).status, 401);
  const refreshed = await browser.request("POST", "/api/auth/refresh", { json: {} });
  assert.equal(refreshed.status, 200, refreshed.text);
  assert.equal(refreshed.body.refresh_token, null);
  assert.notEqual(browser.cookies.get("__Host-refresh"), before.get("__Host-refresh"));
  assert.equal(browser.csrfToken, before.get("__Host-csrf"), "open pages can go on with the token that they know");
  assert.equal((await browser.request("GET", "/api/auth/user")).body.id, user.id);
});

test("signing out deletes the cookies and ends the session", async () => {
  const { browser } = await signedIn();
  const access = browser.cookies.get("__Host-access") ?? "";
  assert.equal((await browser.request("POST", "/api/auth/logout")).status, 204);
  assert.equal(browser.cookies.size, 0);
  assert.equal((await platform().api.as(access).get("/api/auth/user")).status, 401);
});

test("a Bearer token counts before cookies, and needs no CSRF token", async () => {
  const { browser } = await signedIn();
  const program = await signUp(platform());
  const headers = { authorization: `Bearer ${program.accessToken}`, "x-csrf-token": "" };
  const answer = await rename(browser, headers);
  assert.deepEqual([answer.status, answer.body.id], [200, program.id]);
  const bad = await rename(browser, { authorization: "Bearer x" });
  assert.equal(bad.status, 401, "a bad one is not made good by a cookie");
});
