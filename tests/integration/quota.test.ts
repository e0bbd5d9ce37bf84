// The month's quota, also when a thousand alerts come at once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { usePlatform } from "../support/platform.ts";
import { signUp, type TestUser } from "../support/users.ts";

const platform = usePlatform();

const limited = async (quota: number, config: Record<string, unknown> = {}): Promise<TestUser> => {
  const user = await signUp(platform());
  // Screenshots are no part of this.
  assert.equal((await user.api.put("/api/config", { screenshots_enabled: false, ...config })).status, 200);
  await platform().query("UPDATE signal_configs SET monthly_quota = ? WHERE user_id = ?", quota, user.id);
  return user;
};

test("a thousand alerts at once, a fifth of them repeated, fill a quota of 700 exactly", async () => {
  const user = await limited(700);
  const alerts = Array.from({ length: 1000 }, (_, at) => ({ ticker: "BTCUSDT", id: String(at % 800) }));
  const answers = await Promise.all(alerts.map((alert) => user.alert(alert)));

  const accepted = answers.filter((answer) => answer.status === 200 && !answer.body.duplicate);
  const duplicates = answers.filter((answer) => answer.status === 200 && answer.body.duplicate);
  const refused = answers.filter((answer) => answer.status === 429);
  assert.equal(accepted.length, 700);
  assert.equal(accepted.length + duplicates.length + refused.length, 1000, "some other answer");
  assert.ok(refused.every((answer) => answer.body.code === "quota_exceeded"));
  assert.ok(refused.length >= 100, "800 different alerts and a quota of 700");

  const signals = await platform().query<{ id: string }>("SELECT id FROM signals WHERE user_id = ?", user.id);
  assert.deepEqual(new Set(signals.map((row) => row.id)), new Set(accepted.map((answer) => answer.body.signal_id)));
  const ids = new Set(signals.map((row) => row.id));
  assert.ok(duplicates.every((answer) => ids.has(String(answer.body.signal_id))));
  const [usage] = await platform().query("SELECT * FROM signal_usage WHERE user_id = ?", user.id);
  assert.deepEqual(
    [usage?.accepted, usage?.duplicates, usage?.rejected],
    [signals.length, duplicates.length, refused.length],
  );
  const [log] = await platform().query("SELECT count(*) AS n FROM rejected_alerts WHERE user_id = ?", user.id);
  assert.equal(log?.n, refused.length);
  const [stats] = await platform().query("SELECT total FROM signal_stats WHERE user_id = ? AND scope = 'all'", user.id);
  assert.equal(stats?.total, 700);
});

test("a refusal says when to come back, and the settings say where the quota stands", async () => {
  const user = await limited(1);
  assert.equal((await user.alert("BUY BTCUSDT")).status, 200);
  const refused = await user.alert("SELL BTCUSDT");
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get("retry-after")) > 0);
  const { quota } = (await user.api.get("/api/config")).body;
  assert.deepEqual([quota.limit, quota.used], [1, 1]);
  assert.ok(Date.parse(quota.resets_at) > Date.now());
  assert.equal(quota.month, new Date().toISOString().slice(0, 7));
});

test("a soft quota only counts", async () => {
  const user = await limited(1, { quota_mode: "soft" });
  assert.equal((await user.alert("BUY BTCUSDT")).status, 200);
  assert.equal((await user.alert("SELL BTCUSDT")).status, 200);
  assert.equal((await user.api.get("/api/config")).body.quota.used, 2);
});
