import assert from "node:assert/strict";
import { test } from "node:test";
import type { Client } from "../support/client.ts";
import { usePlatform } from "../support/platform.ts";
import { newId, storeSignals } from "../support/signals.ts";
import { signUp } from "../support/users.ts";

const platform = usePlatform();

const DAY = 86_400_000;

/** Follows next_cursor to the end. */
async function allPages(api: Client, query: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = "";
  for (let pages = 0; cursor !== null; pages++) {
    assert.ok(pages < 100, "the cursors do not end");
    const answer = await api.get(`/api/signals?${query}${cursor ? `&cursor=${cursor}` : ""}`);
    assert.equal(answer.status, 200, answer.text);
    ids.push(...answer.body.data.map((signal: { id: string }) => signal.id));
    cursor = answer.body.next_cursor;
  }
  return ids;
}

test("an alert is listed and shown with its request and timeline", async () => {
  const user = await signUp(platform());
  const alert = {
    ticker: "BINANCE:BTCUSDT",
    action: "buy",
    price: "45000.50",
    strategy: "Breakout",
    interval: "15",
    foo: [1.1],
  };
  const sent = await user.alert(alert);
  assert.equal(sent.status, 200, sent.text);
  const again = await user.alert(alert);
  assert.equal(again.body.duplicate, true, again.text);

  const { body: page } = await user.api.get("/api/signals?limit=50&offset=0&result=all");
  assert.equal(page.next_cursor, null);
  assert.equal(page.data.length, 1);
  const [signal] = page.data;
  assert.equal(signal.id, sent.body.signal_id);
  assert.deepEqual(
    [signal.symbol, signal.ticker, signal.exchange, signal.price, signal.direction, signal.strategy, signal.timeframe],
    ["BINANCE:BTCUSDT", "BTCUSDT", "BINANCE", "45000.5", "long", "Breakout", "15"],
  );
  assert.deepEqual([signal.result, signal.duplicates, signal.version, signal.profit_loss], ["pending", 1, 1, null]);
  assert.equal("raw_body" in signal, false);

  const { status, body: detail } = await user.api.get(`/api/signals/${signal.id}`);
  assert.equal(status, 200);
  assert.deepEqual(JSON.parse(detail.raw_body), alert);
  assert.equal(detail.content_type, "application/json");
  assert.deepEqual(detail.extra, { foo: [1.1] });
  const kinds = detail.timeline.map((entry: { kind: string }) => entry.kind);
  assert.deepEqual(kinds.slice(0, 4), ["received", "validated", "stored", "duplicate"]);
  assert.deepEqual(detail.timeline[3].detail, { count: 1 });
});

test("filters find what they name, by every index and in combination", async () => {
  const user = await signUp(platform());
  const now = Date.now();
  const signals = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => ({
    created_at: now - n * DAY,
    ticker: n % 2 ? "ETHUSD" : "BTCUSDT",
    exchange: n < 4 ? "BINANCE" : null,
    strategy: n % 3 === 0 ? "Breakout" : null,
    direction: n % 2 ? "short" : "long",
    result: n < 2 ? "win" : "pending",
    screenshot_status: n === 5 ? "failed" : "none",
  }));
  const ids = await storeSignals(platform(), user, signals);
  const expect = async (query: string, ...numbers: number[]) => {
    const found = await allPages(user.api, query);
    assert.deepEqual(
      found.map((id) => ids.indexOf(id)),
      numbers,
      query,
    );
  };
  await expect("", 0, 1, 2, 3, 4, 5, 6, 7);
  await expect("ticker=btcusdt", 0, 2, 4, 6);
  await expect("ticker=BINANCE:BTCUSDT", 0, 2);
  await expect("strategy=Breakout", 0, 3, 6);
  await expect("result=win", 0, 1);
  await expect("direction=short", 1, 3, 5, 7);
  await expect("status=failed", 5);
  await expect("ticker=BTCUSDT&strategy=Breakout&result=pending&direction=long", 6);
  await expect("result=all&direction=all&status=all&ticker=", 0, 1, 2, 3, 4, 5, 6, 7);
  const day = (n: number) => new Date(now - n * DAY).toISOString();
  await expect(`from=${day(5)}&to=${day(2)}`, 2, 3, 4, 5);
  await expect(`from=${day(5).slice(0, 10)}&to=${day(2).slice(0, 10)}&ticker=ETHUSD`, 3, 5);
  await expect("limit=3", 0, 1, 2, 3, 4, 5, 6, 7);
  await expect("limit=1&ticker=ETHUSD", 1, 3, 5, 7);

  const { body: skipped } = await user.api.get("/api/signals?limit=2&offset=3");
  assert.deepEqual(
    skipped.data.map((signal: { id: string }) => ids.indexOf(signal.id)),
    [3, 4],
  );
  for (const wrong of ["offset=10001", "limit=x", "result=won", "from=yesterday", "cursor=abc", "ticker=a%20b"]) {
    const answer = await user.api.get(`/api/signals?${wrong}`);
    assert.equal(answer.status, 422, wrong);
    assert.equal(answer.body.code, "validation_failed");
    assert.equal(answer.body.errors[0].field, wrong.split("=")[0]);
  }
});

test("pages neither lose nor repeat signals that share a millisecond", async () => {
  const user = await signUp(platform());
  const at = Date.now();
  const ids = await storeSignals(
    platform(),
    user,
    Array.from({ length: 25 }, () => ({ created_at: at })),
  );
  assert.deepEqual(await allPages(user.api, "limit=4"), [...ids].sort().reverse());
});

test("an outcome is recorded, computed, cleared and kept exact", async () => {
  const user = await signUp(platform());
  const [id = ""] = await storeSignals(platform(), user, [{ direction: "short" }]);
  const put = async (patch: unknown) => {
    const answer = await user.api.put(`/api/signals/${id}`, patch);
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  const won = await put({
    result: "win",
    entry_price: 45000.1,
    exit_price: "44000.05",
    notes: "as planned",
    version: 1,
  });
  assert.deepEqual(
    [won.result, won.entry_price, won.exit_price, won.profit_loss, won.profit_loss_percent, won.notes, won.version],
    ["win", "45000.1", "44000.05", "1000.05", "2.2223", "as planned", 2],
  );
  assert.ok(won.result_at);
  const corrected = await put({ profit_loss: "-12.345678" });
  assert.deepEqual([corrected.profit_loss, corrected.version], ["-12.345678", 3]);
  assert.equal((await put({ profit_loss: "-12.345678" })).version, 3, "nothing changed");
  const cleared = await put({ result: null, entry_price: null, exit_price: null, profit_loss: null, notes: null });
  assert.deepEqual(
    [
      cleared.result,
      cleared.entry_price,
      cleared.profit_loss,
      cleared.profit_loss_percent,
      cleared.notes,
      cleared.result_at,
    ],
    ["pending", null, null, null, null, null],
  );

  const { body: detail } = await user.api.get(`/api/signals/${id}`);
  const set = detail.timeline.filter((entry: { kind: string }) => entry.kind === "result_set");
  assert.deepEqual(
    set.map((entry: { detail: Record<string, unknown> }) => [
      entry.detail.previous_result,
      entry.detail.result,
      entry.detail.profit_loss,
    ]),
    [
      ["pending", "win", "1000.05"],
      ["win", "win", "-12.345678"],
      ["win", "pending", null],
    ],
  );

  for (const [patch, field] of [
    [{ result: "won" }, "result"],
    [{ profit_loss: "1e20" }, "profit_loss"],
    [{ entry_price: "NaN" }, "entry_price"],
    [{ notes: "x".repeat(10_001) }, "notes"],
    [{ user_id: "x" }, "user_id"],
  ] as const) {
    const answer = await user.api.put(`/api/signals/${id}`, patch);
    assert.equal(answer.status, 422, answer.text);
    assert.match(JSON.stringify(answer.body.errors), new RegExp(field));
  }
  assert.equal((await user.api.get(`/api/signals/${id}`)).body.version, cleared.version);
});

test("of changes made against one version exactly one wins; without a version all are made", async () => {
  const user = await signUp(platform());
  const [id = ""] = await storeSignals(platform(), user, [{}]);
  const rivals = await Promise.all(
    ["win", "loss", "skip"].map((result) => user.api.put(`/api/signals/${id}`, { result, version: 1 })),
  );
  assert.deepEqual(rivals.map((answer) => answer.status).sort(), [200, 409, 409]);
  assert.equal(rivals.find((answer) => answer.status === 409)?.body.code, "conflict");
  const winner = rivals.find((answer) => answer.status === 200)?.body.result;
  const others = await Promise.all([
    user.api.put(`/api/signals/${id}`, { notes: "one" }),
    user.api.put(`/api/signals/${id}`, { entry_price: 7 }),
    user.api.put(`/api/signals/${id}`, { exit_price: 9 }),
  ]);
  assert.deepEqual(
    others.map((answer) => answer.status),
    [200, 200, 200],
  );
  const { body } = await user.api.get(`/api/signals/${id}`);
  assert.deepEqual(
    [body.result, body.notes, body.entry_price, body.exit_price, body.profit_loss, body.version],
    [winner, "one", "7", "9", "2", 5],
  );
  const events = body.timeline.filter((entry: { kind: string }) => entry.kind === "result_set");
  assert.equal(events.length, 3, "one for each change of the outcome; notes are none");
});

test("a deleted signal is gone from the list and can be restored", async () => {
  const user = await signUp(platform());
  const [id = ""] = await storeSignals(platform(), user, [{ result: "win" }]);
  for (let times = 0; times < 2; times++) assert.equal((await user.api.delete(`/api/signals/${id}`)).status, 204);
  assert.deepEqual((await user.api.get("/api/signals")).body.data, []);
  assert.equal((await user.api.get("/api/stats")).body.summary.total, 0);
  assert.ok((await user.api.get(`/api/signals/${id}`)).body.deleted_at);
  for (const answer of [
    await user.api.put(`/api/signals/${id}`, { result: "loss" }),
    await user.api.post(`/api/signals/${id}/screenshot`),
  ]) {
    assert.equal(answer.status, 409, answer.text);
  }
  for (let times = 0; times < 2; times++) {
    const restored = await user.api.post(`/api/signals/${id}/restore`);
    assert.equal(restored.status, 200, restored.text);
    assert.equal(restored.body.deleted_at, null);
  }
  const { body } = await user.api.get(`/api/signals/${id}`);
  assert.deepEqual(
    body.timeline.slice(3).map((entry: { kind: string }) => entry.kind),
    ["deleted", "restored"],
  );
  assert.equal((await user.api.get("/api/stats")).body.summary.wins, 1);
});

test("what is somebody else's does not exist", async () => {
  const [owner, stranger] = [await signUp(platform()), await signUp(platform())];
  const [id = ""] = await storeSignals(platform(), owner, [{}]);
  for (const wanted of [id, newId("sig"), "sig_x", "usr_01"]) {
    const answers = [
      await stranger.api.get(`/api/signals/${wanted}`),
      await stranger.api.put(`/api/signals/${wanted}`, { result: "win" }),
      await stranger.api.delete(`/api/signals/${wanted}`),
      await stranger.api.post(`/api/signals/${wanted}/restore`),
      await stranger.api.post(`/api/signals/${wanted}/screenshot`),
      await stranger.api.get(`/api/signals/${wanted}/screenshot.png`),
    ];
    assert.deepEqual(
      answers.map((answer) => answer.status),
      Array(6).fill(404),
      wanted,
    );
    for (const answer of answers) assert.equal(answer.body.code, "not_found");
  }
  const { body } = await owner.api.get(`/api/signals/${id}`);
  assert.deepEqual([body.version, body.result, body.deleted_at, body.timeline.length], [1, "pending", null, 3]);
  for (const path of [
    "/api/signals",
    `/api/signals/${id}`,
    "/api/signals/export.csv",
    "/api/stats",
    "/api/signals/stream",
  ]) {
    assert.equal((await platform().api.get(path)).status, 401, path);
  }
});
