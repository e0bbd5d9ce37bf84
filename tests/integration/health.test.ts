// What monitors and people see of the platform's state.

import assert from "node:assert/strict";
import { test } from "node:test";
import { usePlatform } from "../support/platform.ts";
import { newId } from "../support/signals.ts";
import { signUp } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

const platform = usePlatform();

/** The value of each line of the metrics, by what stands before it. */
async function metrics(): Promise<Map<string, number>> {
  const answer = await platform()
    .api.as(platform().secrets.METRICS_TOKEN ?? "")
    .get("/health/metrics");
  assert.equal(answer.status, 200, answer.text);
  assert.match(answer.headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
  const lines = answer.text.split("\n").filter((line) => line && !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(" ");
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

function addJob(topic: string, fields: { ageMs?: number; sent?: boolean; claimed?: boolean; lastError?: string } = {}) {
  const now = Date.now();
  const at = now - (fields.ageMs ?? 0);
  const id = newId("job");
  return platform().query(
    `INSERT INTO jobs (id, topic, idempotency_key, payload, created_at, available_at, sent_at, claimed_until, last_error)
     VALUES (?1, ?2, ?1, '{}', ?3, ?3, ?4, ?5, ?6)`,
    id,
    topic,
    at,
    fields.sent ? now : null,
    fields.claimed ? now + 3_600_000 : 0,
    fields.lastError ?? null,
  );
}

test("it is alive and ready", async () => {
  assert.deepEqual((await platform().api.get("/health/live")).body, { status: "alive" });
  assert.deepEqual((await platform().api.get("/health/ready")).body, { status: "ready" });
});

test("the metrics are for who has the token", async () => {
  const token = platform().secrets.METRICS_TOKEN ?? "";
  for (const wrong of ["", "wrong", token.slice(1), `${token}x`, token.toLowerCase()]) {
    const answer = await platform().api.as(wrong).get("/health/metrics");
    assert.deepEqual([answer.status, answer.body.code], [401, "unauthenticated"], wrong);
    assert.doesNotMatch(answer.text, /pinewire_/);
  }
  const user = await signUp(platform());
  assert.equal((await user.api.get("/health/metrics")).status, 401);
});

test("alerts and requests are counted as what they became", async () => {
  const before = await metrics();
  const user = await signUp(platform());
  const added = async (name: string): Promise<number> => ((await metrics()).get(name) ?? 0) - (before.get(name) ?? 0);
  const alert = { id: "one", ticker: "BTCUSDT", price: 1 };
  assert.equal((await user.alert(alert)).status, 200);
  assert.equal((await user.alert(alert)).body.duplicate, true);
  assert.equal((await user.alert({ ticker: "ETHUSDT", price: 2 })).status, 200);
  assert.equal((await user.alert({ price: 2 })).status, 422);
  assert.equal((await user.alert("{")).status, 400);
  await waitFor("the counts", async () => (await added('pinewire_alerts_rejected_total{code="json_malformed"}')) === 1);
  assert.equal(await added("pinewire_alerts_accepted_total"), 2);
  assert.equal(await added("pinewire_alerts_duplicate_total"), 1);
  assert.equal(await added('pinewire_alerts_rejected_total{code="symbol_missing"}'), 1);
  await waitFor("requests to be counted", async () =>
    [...(await metrics()).keys()].some((name) => name.startsWith("pinewire_http_requests_total{")),
  );
});

test("queues show how deep they are, how old, and what was given up", async () => {
  await platform().query("DELETE FROM jobs");
  const hour = 3_600_000;
  await addJob("mail", { ageMs: 2 * hour, sent: true, claimed: true });
  await addJob("mail", { ageMs: hour, sent: true, claimed: true });
  await platform().query(
    `INSERT INTO jobs (id, topic, idempotency_key, payload, created_at, available_at) VALUES ('later', 'mail', 'later', '{}', ?1, ?2)`,
    Date.now(),
    Date.now() + hour,
  );
  await platform().query(
    `INSERT INTO dead_letters (id, topic, payload, error_code, error, attempts, created_at) VALUES (?, 'mail', '{}', 'x', 'x', 1, 1)`,
    newId("dlq"),
  );
  const seen = await metrics();
  assert.equal(seen.get('pinewire_queue_depth{topic="mail"}'), 3);
  assert.equal(seen.get('pinewire_queue_active{topic="mail"}'), 2);
  assert.equal(seen.get('pinewire_queue_depth{topic="screenshots"}'), 0);
  assert.equal(seen.get('pinewire_dead_letters_open{topic="mail"}'), 1);
  assert.ok((seen.get('pinewire_queue_oldest_age_seconds{topic="mail"}') ?? 0) >= 7200);
  const { body } = await platform().api.get("/health");
  assert.equal(body.services.queue.waiting, 1);
  assert.equal(body.services.queue.active, 2);
  const { waiting, active, completed, failed, total } = body.services.queue;
  assert.equal(waiting + active + completed + failed, total);
  await platform().query("DELETE FROM jobs");
});

test("an outbox that nobody empties shows", async () => {
  assert.equal((await metrics()).get("pinewire_outbox_unsent"), 0);
  await addJob("mail", { ageMs: 3_600_000, claimed: true });
  const seen = await metrics();
  assert.equal(seen.get("pinewire_outbox_unsent"), 1);
  assert.ok((seen.get("pinewire_outbox_lag_seconds") ?? 0) >= 3600);
  await platform().query("DELETE FROM jobs");
});

test("the histogram of screenshots sums up its buckets", async () => {
  const bucket = "pinewire_screenshot_duration_milliseconds_bucket";
  await platform().query("DELETE FROM metric_counters WHERE name LIKE 'screenshot_duration_%'");
  for (const [labels, value] of [
    ['le="1000"', 2],
    ['le="5000"', 3],
    ['le="+Inf"', 1],
  ])
    await platform().query(
      "INSERT INTO metric_counters VALUES ('screenshot_duration_milliseconds_bucket', ?, ?)",
      labels,
      value,
    );
  const seen = await metrics();
  assert.equal(seen.get(`${bucket}{le="1000"}`), 2);
  assert.equal(seen.get(`${bucket}{le="2500"}`), 2);
  assert.equal(seen.get(`${bucket}{le="5000"}`), 5);
  assert.equal(seen.get(`${bucket}{le="+Inf"}`), 6);
  assert.equal(seen.get("pinewire_screenshot_duration_milliseconds_count"), 6);
});

test("everything that answers is named, and a browser that is missed is said to be", async () => {
  const healthy = await waitFor("a healthy report", async () => {
    const { body } = await platform().api.get("/health");
    return body.status === "healthy" && body;
  });
  assert.equal(typeof healthy.uptime, "number");
  const { queue: _, ...services } = healthy.services;
  assert.deepEqual(services, { database: true, kv: true, storage: true, browser: true });

  await addJob("screenshots", { sent: true, claimed: true, lastError: "browser_unavailable" });
  const degraded = await waitFor("a degraded report", async () => {
    const answer = await platform().api.get("/health");
    return answer.body.status === "degraded" && answer;
  });
  assert.equal(degraded.status, 200);
  assert.equal(degraded.body.services.browser, false);
  await platform().query("DELETE FROM jobs");
});
