// The settings, the webhook's URL and the test alert.

import assert from "node:assert/strict";
import { test } from "node:test";
import { usePlatform } from "../support/platform.ts";
import { signUp } from "../support/users.ts";

const platform = usePlatform();

test("a new user has settings and a webhook", async () => {
  const user = await signUp(platform());
  const { status, body } = await user.api.get("/api/config");
  assert.equal(status, 200);
  assert.equal(body.screenshots_enabled, true);
  assert.deepEqual(body.cookies, { set: false, valid: null, set_at: null, checked_at: null });
  assert.deepEqual([body.quota.limit, body.quota.used], [1000, 0]);
  assert.equal(body.webhook.hint, user.webhookUrl.slice(-4));
  assert.equal(body.webhook.disabled, false);
  assert.equal((await platform().api.get("/api/config")).status, 401);
});

test("only what is given changes, and null clears", async () => {
  const user = await signUp(platform());
  const put = (change: unknown): ReturnType<typeof user.api.put> => user.api.put("/api/config", change);
  const first = await put({
    default_chart_id: "https://www.tradingview.com/chart/AbCd1234/",
    preferred_timezone: "Europe/Istanbul",
    screenshot_resolution: "720p",
    allowed_symbols: ["btcusdt"],
    max_age_seconds: 60,
    dedupe_window_seconds: 0,
    retention_days: 30,
  });
  assert.equal(first.status, 200, first.text);
  assert.equal(first.body.default_chart_id, "AbCd1234");
  assert.deepEqual(first.body.allowed_symbols, ["BTCUSDT"]);
  const second = await put({ allowed_symbols: null, screenshots_enabled: false });
  assert.equal(second.body.allowed_symbols, null);
  assert.deepEqual({ ...second.body, allowed_symbols: ["BTCUSDT"], screenshots_enabled: true }, first.body);
});

test("wrong fields are named and change nothing", async () => {
  const user = await signUp(platform());
  const before = (await user.api.get("/api/config")).body;
  const wrong = {
    preferred_timezone: "Mars/Olympus",
    screenshot_resolution: "8k",
    retention_days: 0,
    max_age_seconds: -1,
    quota_mode: "none",
    unknown: 1,
  };
  for (const [field, value] of Object.entries(wrong)) {
    const answer = await user.api.put("/api/config", { screenshots_enabled: false, [field]: value });
    assert.equal(answer.status, 422, field);
    assert.equal(answer.body.code, "validation_failed");
    assert.ok(answer.body.errors.length > 0, field);
  }
  assert.deepEqual((await user.api.get("/api/config")).body, before);
});

test("cookies and the body secret go in and never come out", async () => {
  const user = await signUp(platform());
  const secrets = ["sessionid-value-1", "v3:sign-value-2", "body-secret-3"];
  const [tv_sessionid_plain, tv_sessionid_sign_plain, body_secret] = secrets;
  const set = await user.api.put("/api/config", { tv_sessionid_plain, tv_sessionid_sign_plain, body_secret });
  assert.equal(set.status, 200, set.text);
  assert.equal(set.body.cookies.set, true);
  assert.equal(set.body.cookies.valid, null);
  assert.equal(set.body.body_secret_set, true);
  const rows = await platform().query("SELECT * FROM signal_configs WHERE user_id = ?", user.id);
  const audit = await platform().query("SELECT * FROM audit_log");
  for (const secret of secrets) assert.ok(!JSON.stringify([set, rows, audit, platform().logs]).includes(secret));

  await platform().query(
    "UPDATE signal_configs SET cookies_valid = 0, cookies_checked_at = 1 WHERE user_id = ?",
    user.id,
  );
  const renewed = await user.api.put("/api/config", { tv_sessionid_plain: "another-value" });
  assert.deepEqual([renewed.body.cookies.valid, renewed.body.cookies.checked_at], [null, null]);
  const cleared = await user.api.put("/api/config", {
    tv_sessionid_plain: null,
    tv_sessionid_sign_plain: null,
    body_secret: null,
  });
  assert.deepEqual(cleared.body.cookies, { set: false, valid: null, set_at: null, checked_at: null });
  assert.equal(cleared.body.body_secret_set, false);
});

test("a new webhook URL leaves the old one working for a day", async () => {
  const user = await signUp(platform());
  const post = (url: string): ReturnType<typeof user.api.post> =>
    platform().api.post(new URL(url).pathname, { ticker: "BTCUSDT" });
  const rotated = await user.api.post("/api/config/webhook/rotate");
  assert.equal(rotated.status, 201, rotated.text);
  assert.ok(rotated.body.webhook_url.endsWith(`/webhook/${rotated.body.token}`));
  assert.notEqual(rotated.body.webhook_url, user.webhookUrl);
  const dayAhead = Date.parse(rotated.body.previous_expires_at) - Date.now();
  assert.ok(dayAhead > 86_000_000 && dayAhead <= 86_400_000);
  assert.equal((await post(rotated.body.webhook_url)).status, 200);
  assert.equal((await post(user.webhookUrl)).status, 200);
  const { webhook } = (await user.api.get("/api/config")).body;
  assert.equal(webhook.previous_expires_at, rotated.body.previous_expires_at);
  assert.equal(webhook.hint, rotated.body.token.slice(-4));

  const again = await user.api.post("/api/config/webhook/rotate");
  const oldest = await post(user.webhookUrl);
  assert.deepEqual([oldest.status, oldest.body.code], [401, "token_expired"]);
  assert.equal((await post(rotated.body.webhook_url)).status, 200);
  assert.equal((await post(again.body.webhook_url)).status, 200);
});

test("a disabled webhook takes nothing, whichever URL", async () => {
  const user = await signUp(platform());
  const off = await user.api.post("/api/config/webhook/disable");
  assert.equal(off.status, 200, off.text);
  assert.equal(off.body.webhook.disabled, true);
  const refused = await user.alert("BUY BTCUSDT");
  assert.deepEqual([refused.status, refused.body.code], [401, "token_disabled"]);
  const rotated = await user.api.post("/api/config/webhook/rotate");
  const path = new URL(rotated.body.webhook_url).pathname;
  assert.equal((await platform().api.post(path, { ticker: "BTCUSDT" })).body.code, "token_disabled");
  assert.equal((await user.api.post("/api/config/webhook/enable")).body.webhook.disabled, false);
  assert.equal((await platform().api.post(path, { ticker: "BTCUSDT" })).status, 200);
});

test("a test alert is a signal like any other", async () => {
  const user = await signUp(platform());
  await user.api.put("/api/config", { require_tradingview_ip: true, body_secret: "something-secret" });
  const sent = await user.api.post("/api/config/test-alert", { ticker: "NASDAQ:AAPL", message: "Hello" });
  assert.equal(sent.status, 201, sent.text);
  assert.equal(sent.body.screenshot_queued, true);
  const [row] = await platform().query("SELECT * FROM signals WHERE id = ?", sent.body.signal_id);
  assert.deepEqual([row?.source, row?.ticker, row?.message, row?.user_id], ["test", "AAPL", "Hello", user.id]);
  const another = await user.api.post("/api/config/test-alert", {});
  assert.equal(another.status, 201);
  assert.notEqual(another.body.signal_id, sent.body.signal_id);
  const wrong = await user.api.post("/api/config/test-alert", { ticker: "a b c" });
  assert.deepEqual([wrong.status, wrong.body.code], [422, "symbol_invalid"]);
});
