// The rules that decide on an alert: policies, deduplication, and a database that fails.

import assert from "node:assert/strict";
import { test } from "node:test";
import { batchesHeader, databaseFault, withFaultyDatabase } from "../support/faulty-database.ts";
import { usePlatform } from "../support/platform.ts";
import { signUp, type TestUser } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

const platform = usePlatform({ replace: { "pinewire-webhook": withFaultyDatabase } });

const configured = async (config: Record<string, unknown>): Promise<TestUser> => {
  const user = await signUp(platform());
  const answer = await user.api.put("/api/config", config);
  assert.equal(answer.status, 200, answer.text);
  return user;
};

const signalsOf = async (user: TestUser): Promise<number> => {
  const [row] = await platform().query<{ n: number }>("SELECT count(*) AS n FROM signals WHERE user_id = ?", user.id);
  return row?.n ?? 0;
};

test("demands TradingView's addresses when told to", async () => {
  const user = await configured({ require_tradingview_ip: true });
  const from = (ip: string): ReturnType<TestUser["alert"]> =>
    user.alert("BUY BTCUSDT", { headers: { "cf-connecting-ip": ip } });
  const refused = await from("203.0.113.9");
  assert.equal(refused.status, 403);
  assert.equal(refused.body.code, "ip_not_allowed");
  assert.equal((await from("52.89.214.238")).status, 200);
});

test("demands the body secret and never keeps it", async () => {
  const user = await configured({ body_secret: "hush-hush-42" });
  const wrong = await user.alert({ ticker: "BTCUSDT", secret: "hush-hush-43" });
  assert.deepEqual([wrong.status, wrong.body.code], [401, "secret_wrong"]);
  assert.equal((await user.alert("BUY BTCUSDT")).status, 401);
  const right = await user.alert({ ticker: "BTCUSDT", secret: "hush-hush-42" });
  assert.equal(right.status, 200, right.text);
  const [signal] = await platform().query("SELECT * FROM signals WHERE id = ?", right.body.signal_id);
  assert.match(String(signal?.raw_body), /\[redacted\]/);
  const refused = await platform().query("SELECT * FROM rejected_alerts WHERE user_id = ?", user.id);
  assert.equal(refused.length, 2);
  assert.ok(!JSON.stringify([signal, refused, platform().logs]).includes("hush-hush"));
});

test("refuses what is too old or does not say how old it is", async () => {
  const user = await configured({ max_age_seconds: 60 });
  const at = (ms: number): unknown => ({ ticker: "BTCUSDT", action: "buy", timenow: new Date(ms).toISOString() });
  const old = await user.alert(at(Date.now() - 120_000));
  assert.deepEqual([old.status, old.body.code], [422, "alert_too_old"]);
  const timeless = await user.alert({ ticker: "BTCUSDT" });
  assert.deepEqual([timeless.status, timeless.body.code], [422, "alert_time_missing"]);
  assert.equal((await user.alert(at(Date.now()))).status, 200);
});

test("accepts only the allowed symbols", async () => {
  const user = await configured({ allowed_symbols: ["btcusdt", "NASDAQ:AAPL"] });
  const other = await user.alert("BUY ETHUSDT");
  assert.deepEqual([other.status, other.body.code], [422, "symbol_not_allowed"]);
  assert.equal((await user.alert("BUY NYSE:AAPL")).status, 422);
  assert.equal((await user.alert("BUY NASDAQ:AAPL")).status, 200);
  assert.equal((await user.alert("BUY BINANCE:BTCUSDT")).status, 200);
});

test("an equal body is a new signal once its window is over", async () => {
  const user = await signUp(platform());
  const first = await user.alert("BUY BTCUSDT");
  assert.equal((await user.alert("BUY BTCUSDT")).body.signal_id, first.body.signal_id);
  await platform().query("UPDATE alert_dedupe SET expires_at = ? WHERE user_id = ?", Date.now() - 1, user.id);
  const later = await user.alert("BUY BTCUSDT");
  assert.equal(later.status, 200);
  assert.notEqual(later.body.signal_id, first.body.signal_id);
  assert.equal(await signalsOf(user), 2);
});

test("one of many equal alerts at once is the signal", async () => {
  const user = await signUp(platform());
  const answers = await Promise.all(Array.from({ length: 50 }, () => user.alert({ ticker: "BTCUSDT", id: "same" })));
  assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [200]);
  assert.equal(new Set(answers.map((answer) => answer.body.signal_id)).size, 1);
  assert.equal(answers.filter((answer) => !answer.body.duplicate).length, 1);
  assert.equal(await signalsOf(user), 1);
  const [usage] = await platform().query("SELECT * FROM signal_usage WHERE user_id = ?", user.id);
  assert.deepEqual([usage?.accepted, usage?.duplicates], [1, 49]);
});

test("two users' equal alerts have nothing to do with each other", async () => {
  const [one, two] = await Promise.all([signUp(platform()), signUp(platform())]);
  const alert = { ticker: "BTCUSDT", id: "1" };
  const answers = [await one.alert(alert), await two.alert(alert)];
  assert.deepEqual(
    answers.map((answer) => answer.body.duplicate),
    [undefined, undefined],
  );
});

test("a database that is down makes TradingView send again", async () => {
  const user = await signUp(platform());
  const alert = { ticker: "BTCUSDT", id: "1" };
  for (const body of [alert, "not an alert"]) {
    const failed = await user.alert(body, { headers: databaseFault.down });
    assert.equal(failed.status, 503, failed.text);
    assert.equal(failed.body.code, "unavailable");
    assert.ok(Number(failed.headers.get("retry-after")) > 0);
  }
  assert.equal(await signalsOf(user), 0);
  assert.equal((await user.alert(alert)).body.duplicate, undefined);
});

test("an alert whose acknowledgement was lost is stored once", async () => {
  const user = await signUp(platform());
  const alert = { ticker: "BTCUSDT", id: "1" };
  // It answers though the database never does, so there is a deadline.
  const lost = await user.alert(alert, { headers: databaseFault.silent });
  assert.equal(lost.status, 503, lost.text);
  await waitFor("the commit", async () => (await signalsOf(user)) === 1);
  const again = await user.alert(alert);
  assert.equal(again.body.duplicate, true);
  assert.equal(await signalsOf(user), 1);
});

test("alerts that arrive together share transactions", async () => {
  const user = await configured({ screenshots_enabled: false });
  const batches = ({ headers }: { headers: Headers }): number => Number(headers.get(batchesHeader));
  const before = batches(await user.alert({ ticker: "BTCUSDT", id: "first" }));
  const alerts = Array.from({ length: 60 }, (_, at) => ({ ticker: "BTCUSDT", id: String(at) }));
  const answers = await Promise.all(alerts.map((alert) => user.alert(alert)));
  assert.ok(answers.every((answer) => answer.status === 200));
  assert.equal(new Set(answers.map((answer) => answer.body.signal_id)).size, 60);
  assert.equal(await signalsOf(user), 61);
  const used = Math.max(...answers.map(batches)) - before;
  assert.ok(used < 50, `${used} batches for 60 alerts`);
});

test("an alert that the database refuses does not take along those that came with it", async () => {
  const user = await configured({ screenshots_enabled: false });
  const alerts = Array.from({ length: 20 }, (_, at) => ({ ticker: "BTCUSDT", id: String(at) }));
  const answers = await Promise.all(alerts.map((alert) => user.alert(alert, { headers: databaseFault.crowded })));
  assert.deepEqual(new Set(answers.map((answer) => answer.status)), new Set([200]));
  assert.equal(await signalsOf(user), 20);
  const [usage] = await platform().query("SELECT accepted FROM signal_usage WHERE user_id = ?", user.id);
  assert.equal(usage?.accepted, 20);
});

test("who waits behind a database that does not answer is told with those before them", async () => {
  const user = await signUp(platform());
  const post = (id: string): ReturnType<TestUser["alert"]> =>
    user.alert({ ticker: "BTCUSDT", id }, { headers: databaseFault.down });
  const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => post(String(at))));
  assert.deepEqual(new Set(answers.map((answer) => answer.status)), new Set([503]));
  assert.equal(await signalsOf(user), 0);
  assert.equal((await user.alert({ ticker: "BTCUSDT", id: "0" })).status, 200);
});
