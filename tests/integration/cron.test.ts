// Periodic work, each piece as if it were its time.

import assert from "node:assert/strict";
import { test } from "node:test";
import { usePlatform } from "../support/platform.ts";
import { newId, storeSignals } from "../support/signals.ts";
import { signUp } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

const platform = usePlatform();
const day = 86_400_000;
const ago = (days: number): number => Date.now() - days * day;
const [minute, night, month] = ["* * * * *", "17 3 * * *", "0 0 1 * *"];
const tick = (cron: string, at?: Date): Promise<void> => platform().tick("pinewire-operations", cron, at);

async function count(sql: string, ...values: unknown[]): Promise<number> {
  const [row] = await platform().query<{ n: number }>(`SELECT count(*) AS n FROM ${sql}`, ...values);
  return row?.n ?? 0;
}

test("a new month is opened once, and what is older than two years goes", async () => {
  const user = await signUp(platform());
  for (const [name, accepted] of [
    ["2029-12", 7],
    ["2027-12", 5],
    ["2027-11", 3],
  ]) {
    await platform().query(
      "INSERT INTO signal_usage (user_id, month, accepted) VALUES (?, ?, ?)",
      user.id,
      name,
      accepted,
    );
  }
  for (let times = 0; times < 2; times++) await tick(month, new Date("2030-01-01T00:00:00Z"));
  const usage = await platform().query(
    "SELECT month, accepted FROM signal_usage WHERE user_id = ? AND month <> ? ORDER BY month",
    user.id,
    new Date().toISOString().slice(0, 7),
  );
  assert.deepEqual(usage, [
    { month: "2027-12", accepted: 5 },
    { month: "2029-12", accepted: 7 },
    { month: "2030-01", accepted: 0 },
  ]);
  assert.equal(await count("audit_log WHERE action = 'quota.reset' AND subject_id = '2030-01'"), 1);
});

test("a job that was never sent, or that a queue has lost, is sent again", async () => {
  const user = await signUp(platform());
  const ids = [newId("job"), newId("job")];
  const hourAgo = Date.now() - 3_600_000;
  for (const [index, id] of ids.entries()) {
    await platform().query(
      `INSERT INTO jobs (id, topic, idempotency_key, user_id, payload, created_at, available_at, sent_at)
       VALUES (?1, 'screenshots', ?1, ?2, ?3, ?4, ?4, ?5)`,
      id,
      user.id,
      JSON.stringify({ signal_id: newId("sig") }),
      hourAgo,
      index === 0 ? null : hourAgo,
    );
  }
  await tick(minute);
  await waitFor("both to be taken up", async () => {
    const untouched = await count("jobs WHERE id IN (?, ?) AND attempts = 0", ...ids);
    return untouched === 0;
  });
});

test("signals older than their user keeps them are deleted, and gone with their picture a month later", async () => {
  const user = await signUp(platform());
  await user.api.put("/api/config", { retention_days: 10 });
  const bucket = await platform().platform.miniflare.getR2Bucket("SCREENSHOTS", "pinewire-signals");
  const picture = `${user.id}/old.png`;
  await bucket.put(picture, "picture");
  const [old = "", fresh = ""] = await storeSignals(platform(), user, [
    { created_at: ago(11), screenshot_status: "completed", screenshot_key: picture },
    { created_at: ago(9) },
  ]);
  await tick(night);
  assert.ok((await user.api.get(`/api/signals/${old}`)).body.deleted_at);
  assert.equal((await user.api.get(`/api/signals/${fresh}`)).body.deleted_at, null);
  assert.equal((await user.api.get("/api/stats")).body.summary.total, 1);
  await tick(night);
  assert.ok(await bucket.head(picture), "it can still be restored");

  await tick(night, new Date(Date.now() + 31 * day));
  assert.equal(await count("signals WHERE id = ?", old), 0);
  assert.equal(await bucket.head(picture), null);
});

test("a signal that was restored in time stays", async () => {
  const user = await signUp(platform());
  const [id = ""] = await storeSignals(platform(), user, [{}]);
  await user.api.delete(`/api/signals/${id}`);
  await tick(night, new Date(Date.now() + 29 * day));
  assert.equal((await user.api.post(`/api/signals/${id}/restore`)).status, 200);
  await tick(night, new Date(Date.now() + 31 * day));
  assert.equal((await user.api.get(`/api/signals/${id}`)).status, 200);
});

test("rows that have served their purpose go, others stay", async () => {
  const user = await signUp(platform());
  const reject = async (days: number, owner: string | null): Promise<string> => {
    const id = newId("rej", ago(days));
    await platform().query(
      `INSERT INTO rejected_alerts VALUES (?, ?, ?, 422, 'x', 'x', 'text/plain', '127.0.0.1', '', 0)`,
      id,
      owner,
      ago(days),
    );
    return id;
  };
  const gone = [await reject(91, user.id), await reject(8, null)];
  const kept = [await reject(89, user.id), await reject(6, null)];
  const dedupe = (key: string, expiresInDays: number) =>
    platform().query(
      "INSERT INTO alert_dedupe (user_id, dedupe_key, signal_id, expires_at) VALUES (?, ?, 'sig', ?)",
      user.id,
      key,
      ago(-expiresInDays),
    );
  await dedupe("expired", -1);
  await dedupe("valid", 1);
  const remember = (key: string, days: number) =>
    platform().query(
      "INSERT INTO idempotency_keys (user_id, key, request_hash, created_at, locked_until) VALUES (?, ?, '', ?, 0)",
      user.id,
      key,
      ago(days),
    );
  await remember("old", 2);
  await remember("new", 0.5);
  const session = (days: number) =>
    platform().query(
      "INSERT INTO sessions (id, user_id, user_agent, ip, created_at, last_seen_at, expires_at) VALUES (?, ?, '', '', 1, 1, ?)",
      newId("ses"),
      user.id,
      ago(days),
    );
  await session(31);
  await session(29);
  await tick(night);
  assert.equal(await count("rejected_alerts WHERE id IN (?, ?)", ...gone), 0);
  assert.equal(await count("rejected_alerts WHERE id IN (?, ?)", ...kept), 2);
  const keys = await platform().query("SELECT dedupe_key FROM alert_dedupe WHERE user_id = ?", user.id);
  assert.deepEqual(keys, [{ dedupe_key: "valid" }]);
  const remembered = await platform().query("SELECT key FROM idempotency_keys WHERE user_id = ?", user.id);
  assert.deepEqual(remembered, [{ key: "new" }]);
  assert.equal(await count("sessions WHERE user_id = ?", user.id), 2, "the one of the sign-up and the younger one");
});
