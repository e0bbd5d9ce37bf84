// The log of refused alerts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { usePlatform } from "../support/platform.ts";
import { signUp } from "../support/users.ts";

const platform = usePlatform();

test("a user reads why their alerts were refused, page by page, and nobody else does", async () => {
  const [user, other] = await Promise.all([signUp(platform()), signUp(platform())]);
  const bodies = ['{"price":1}', '{"ticker":"A","price":NaN}', '{"ticker":"a b c","secret":"hush-hush"}'];
  for (const body of bodies) await user.alert(body);
  const all = (await user.api.get("/api/rejected-alerts")).body;
  assert.deepEqual(
    all.data.map((row: { code: string }) => row.code),
    ["symbol_invalid", "number_nan", "symbol_missing"],
  );
  assert.equal(all.next_cursor, null);
  const [newest] = all.data;
  assert.equal(newest.status, 422);
  assert.match(newest.reason, /not a symbol/);
  assert.equal(newest.body_bytes, bodies[2]?.length);
  assert.ok(newest.body.includes("[redacted]") && !newest.body.includes("hush-hush"));
  assert.ok(Date.now() - Date.parse(newest.created_at) < 60_000);

  const first = (await user.api.get("/api/rejected-alerts?limit=2")).body;
  const second = (await user.api.get(`/api/rejected-alerts?limit=2&cursor=${first.next_cursor}`)).body;
  assert.deepEqual([...first.data, ...second.data], all.data);
  assert.equal(second.next_cursor, null);
  assert.deepEqual((await other.api.get("/api/rejected-alerts")).body, { data: [], next_cursor: null });
  assert.equal((await user.api.get("/api/rejected-alerts?cursor=nonsense")).status, 422);
});

test("guessing tokens does not fill the log", async () => {
  const from = (ip: string): Promise<unknown> =>
    platform().api.post(`/webhook/${"x".repeat(43)}`, {}, { headers: { "cf-connecting-ip": ip } });
  for (let n = 0; n < 25; n += 1) await from("203.0.113.7");
  await from("203.0.113.8");
  const rows = await platform().query(
    "SELECT source_ip, count(*) AS n FROM rejected_alerts WHERE user_id IS NULL GROUP BY 1",
  );
  assert.deepEqual(rows, [
    { source_ip: "203.0.113.7", n: 20 },
    { source_ip: "203.0.113.8", n: 1 },
  ]);
  const [counter] = await platform().query(
    `SELECT value FROM metric_counters WHERE name = 'alerts_rejected_total' AND labels = 'code="token_unknown"'`,
  );
  assert.equal(counter?.value, 26);
});
