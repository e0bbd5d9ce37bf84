// No secret is ever written to a log: flows that carry known secrets are run, then everything that the workers wrote
// is searched for them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type TestPlatform, usePlatform } from "../support/platform.ts";
import { signUp, signUpAdmin } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

const platform = usePlatform();

/** What must not be found, by what it is. */
type Secrets = Map<string, string>;

async function signInByCookie({ api }: TestPlatform, email: string, password: string, secrets: Secrets) {
  const answer = await api.post("/api/auth/login", { email, password, transport: "cookie" });
  assert.equal(answer.status, 200, answer.text);
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0] ?? "");
  assert.ok(cookies.length >= 3);
  for (const cookie of cookies) {
    const [name = "", value = ""] = cookie.split("=");
    secrets.set(`cookie ${name}`, value);
  }
  return { cookie: cookies.join("; "), "x-csrf-token": answer.body.csrf_token };
}

async function runFlows(platform: TestPlatform): Promise<Secrets> {
  const secrets: Secrets = new Map();
  const user = await signUp(platform);
  const webhookToken = new URL(user.webhookUrl).pathname.split("/").at(-1) ?? "";
  secrets.set("password", user.password);
  secrets.set("access token", user.accessToken);
  secrets.set("refresh token", user.refreshToken);
  secrets.set("webhook token", webhookToken);
  for (const [name, value] of Object.entries(platform.secrets)) if (value) secrets.set(name, value);
  for (const key of platform.secrets.MASTER_KEYS?.split(",") ?? []) secrets.set("master key", key.split(":")[1] ?? "");

  // Sealed settings, and an alert that carries its secret.
  secrets.set("TradingView cookie", "tv-sessionid-0123456789");
  secrets.set("TradingView cookie's signature", "v1:tv-signature-0123456789");
  secrets.set("body secret", "alert-body-secret-0123456789");
  const config = await user.api.put("/api/config", {
    tv_sessionid_plain: secrets.get("TradingView cookie"),
    tv_sessionid_sign_plain: secrets.get("TradingView cookie's signature"),
    body_secret: secrets.get("body secret"),
  });
  assert.equal(config.status, 200, config.text);
  const alert = { ticker: "BTCUSDT", secret: secrets.get("body secret") };
  assert.equal((await user.alert(alert)).status, 200);
  secrets.set("wrong body secret", "wrong-body-secret-0123456789");
  assert.equal((await user.alert({ ...alert, secret: secrets.get("wrong body secret") })).status, 401);
  assert.equal((await user.alert(`{"secret": "${secrets.get("body secret")}", broken`)).status, 400);
  assert.equal((await platform.api.post(`/webhook/${webhookToken}x`, alert)).status, 404);
  assert.equal((await platform.api.get(`/webhook/${webhookToken}?also=${webhookToken}`)).status, 200);

  // Credentials: right ones, wrong ones, in the wrong place.
  const key = await user.api.post("/api/account/api-keys", { name: "logs", scopes: ["signals:read"] });
  secrets.set("API key", key.body.key);
  assert.equal((await platform.api.as(key.body.key).get("/api/signals")).status, 200);
  assert.equal((await platform.api.as(key.body.key).get("/api/account/profile")).status, 403);
  assert.equal((await platform.api.as(`${key.body.key}x`).get("/api/signals")).status, 401);
  assert.equal((await platform.api.as(`${user.accessToken}x`).get("/api/signals")).status, 401);
  assert.equal((await platform.api.get(`/api/signals?access_token=${user.accessToken}`)).status, 401);
  secrets.set("wrong password", "a wrong password 0123456789");
  const wrong = { email: user.email, password: secrets.get("wrong password") };
  assert.equal((await platform.api.post("/api/auth/login", wrong)).status, 401);
  const malformed = { headers: { "content-type": "application/json" }, body: `{"password":"${user.password}"` };
  assert.equal((await platform.api.request("POST", "/api/auth/login", malformed)).status, 400);
  assert.equal((await platform.api.post("/api/auth/login", { ...wrong, extra: user.password })).status, 422);
  const browser = await signInByCookie(platform, user.email, user.password, secrets);
  const profile = { display_name: "Browser" };
  assert.equal((await platform.api.with(browser).put("/api/account/profile", profile)).status, 200);
  const forged = { ...browser, "x-csrf-token": "forged" };
  assert.equal((await platform.api.with(forged).put("/api/account/profile", profile)).status, 403);

  const refreshed = await platform.api.post("/api/auth/refresh", { refresh_token: user.refreshToken });
  secrets.set("second refresh token", refreshed.body.refresh_token);
  secrets.set("second access token", refreshed.body.access_token);
  assert.equal((await platform.api.post("/api/auth/password/forgot", { email: user.email })).status, 202);
  secrets.set("guessed reset token", "guessed-reset-token-0123456789");
  const reset = { token: secrets.get("guessed reset token"), password: "another password 0123456789" };
  await platform.api.post("/api/auth/password/reset", reset);
  secrets.set("reset password", reset.password);

  const rotated = await user.api.post("/api/config/webhook/rotate");
  secrets.set("rotated webhook token", rotated.body.token);
  const { api } = await signUpAdmin(platform);
  assert.equal((await api.post("/api/admin/keys/rotate")).status, 200);
  assert.equal((await platform.api.as(platform.secrets.METRICS_TOKEN ?? "").get("/health/metrics")).status, 200);
  await platform.tick("pinewire-operations", "* * * * *");
  return secrets;
}

test("no token, cookie, password or key appears in any log", async () => {
  const secrets = await runFlows(platform());
  await waitFor("the jobs to be done", async () => {
    const [row] = await platform().query<{ jobs: number }>("SELECT count(*) AS jobs FROM jobs WHERE attempts = 0");
    return row?.jobs === 0;
  });
  const text = platform()
    .logs.map(({ message }) => message)
    .join("\n");
  assert.match(text, /"route":"\/webhook\/\{token\}"/, "requests are logged, by their pattern");
  assert.match(text, /"route":"\/api\/auth\/login"/);
  assert.ok(secrets.size >= 20);
  for (const [what, secret] of secrets) {
    assert.ok(secret.length >= 16, `${what} is long enough to be found: ${secret.length}`);
    for (const form of new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])) {
      assert.equal(text.includes(form), false, `the ${what} is in the log`);
    }
  }
  for (const line of platform().logs.map(({ message }) => message)) {
    assert.doesNotMatch(line, /"level":"error"/, "nothing of this is an error of ours");
  }
});

test("no secret is stored or audited in plain", async () => {
  const secrets = await runFlows(platform());
  const tables = await platform().query<{ name: string }>(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
  );
  assert.ok(tables.some(({ name }) => name === "audit_log"));
  for (const { name } of tables) {
    const rows = JSON.stringify(await platform().query(`SELECT * FROM ${name}`));
    for (const [what, secret] of secrets) assert.equal(rows.includes(secret), false, `the ${what} is in ${name}`);
  }
});
