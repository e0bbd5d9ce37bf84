// What the private webhook URL makes of what is sent to it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { usePlatform } from "../support/platform.ts";
import { signUp, type TestUser } from "../support/users.ts";

const platform = usePlatform();
let signedUp: Promise<TestUser> | undefined;
/** One user for the tests that do not care whose alerts they are. */
const someone = (): Promise<TestUser> => {
  signedUp ??= signUp(platform());
  return signedUp;
};

const stored = async (id: string): Promise<Record<string, unknown>> => {
  const [row] = await platform().query("SELECT * FROM signals WHERE id = ?", id);
  assert.ok(row, `${id} is not stored`);
  return row;
};

const dialects: Record<string, { body: unknown; expected: Record<string, unknown> }> = {
  "an indicator's JSON": {
    body: {
      indicator: "UT Bot",
      ticker: "BTCUSDT",
      exchange: "BINANCE",
      price: 45000.5,
      signal_type: "entry",
      direction: "LONG",
      chart_id: "AbCd1234",
    },
    expected: {
      ticker: "BTCUSDT",
      exchange: "BINANCE",
      price: "45000.5",
      indicator: "UT Bot",
      direction: "long",
      chart_id: "AbCd1234",
    },
  },
  "a strategy's JSON": {
    body: {
      symbol: "BINANCE:ETHUSDT",
      timeframe: "4h",
      action: "SELL",
      price: "2500.10",
      strategy: "Trend rider",
      parameters: { length: 14 },
    },
    expected: {
      ticker: "ETHUSDT",
      timeframe: "240",
      price: "2500.1",
      direction: "short",
      strategy: "Trend rider",
      parameters: '{"length":14}',
    },
  },
  "another bridge's JSON": {
    body: { ticker: "NASDAQ_DLY:AAPL", action: "exit", sentiment: "flat", quantity: "10", price: "NaN" },
    expected: { ticker: "AAPL", exchange: "NASDAQ", direction: "flat", price: null, extra: /"quantity":"10"/ },
  },
  "a sentence": { body: "BUY BTCUSDT @ 45000", expected: { ticker: "BTCUSDT", price: "45000", direction: "long" } },
  "key=value text": {
    body: "ticker=SOLUSDT, action=sell, price=150.25",
    expected: { ticker: "SOLUSDT", action: "sell", price: "150.25" },
  },
};

for (const [name, { body, expected }] of Object.entries(dialects)) {
  test(`stores ${name}`, async () => {
    const user = await someone();
    const answer = await user.alert(body);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.body.success, true);
    assert.equal(answer.body.screenshot_queued, true);
    assert.equal(typeof answer.body.duration_ms, "number");
    const row = await stored(String(answer.body.signal_id));
    for (const [column, value] of Object.entries(expected)) {
      if (value instanceof RegExp) assert.match(String(row[column]), value);
      else assert.equal(row[column], value, column);
    }
    assert.equal(row.user_id, user.id);
    const jobs = await platform().query("SELECT * FROM jobs WHERE idempotency_key = ?", `screenshot:${row.id}:1`);
    const taken = row.screenshot_status !== "pending";
    assert.ok(taken || jobs.length === 1, "the screenshot is neither waiting nor at work");
  });
}

test("answers a repeated alert with the first signal", async () => {
  const user = await someone();
  const alert = { ticker: "BTCUSDT", id: "order 1" };
  const first = await user.alert(alert);
  const second = await user.alert({ ...alert, price: 1 });
  assert.deepEqual([first.status, second.status], [200, 200]);
  assert.equal(first.body.duplicate, undefined);
  assert.equal(second.body.duplicate, true);
  assert.equal(second.body.signal_id, first.body.signal_id);
});

const malformed: [string, string | Uint8Array<ArrayBuffer>, number, string][] = [
  ["NaN", '{"ticker":"A","price":NaN}', 400, "number_nan"],
  ["broken JSON", '{"ticker":"A"', 400, "json_malformed"],
  ["a JSON list", "[1]", 400, "json_not_object"],
  ["deep nesting", `{"ticker":"A","x":${"[".repeat(17)}${"]".repeat(17)}}`, 400, "json_too_deep"],
  ["a wrong type", '{"ticker":["A"]}', 400, "field_type"],
  ["binary", new Uint8Array([0xff, 0xfe, 0, 1]), 400, "body_binary"],
  ["nothing", "  ", 400, "body_empty"],
  ["64 KiB and more", `{"ticker":"A","x":"${"y".repeat(65536)}"}`, 413, "body_too_large"],
  ["megabytes", "x".repeat(5_000_000), 413, "body_too_large"],
  ["no symbol", '{"action":"buy"}', 422, "symbol_missing"],
  ["no real symbol", '{"ticker":"a b c"}', 422, "symbol_invalid"],
  ["no real timeframe", '{"ticker":"A","interval":"soon"}', 422, "timeframe_invalid"],
  ["no real time", '{"ticker":"A","time":"yesterday"}', 422, "timestamp_invalid"],
  ["no real price", '{"ticker":"A","price":"cheap"}', 422, "price_invalid"],
];

for (const [name, body, status, code] of malformed) {
  test(`refuses ${name} with ${code} and keeps the reason`, async () => {
    const user = await someone();
    const before = await platform().query("SELECT id FROM signals WHERE user_id = ?", user.id);
    const answer = await platform().api.request("POST", new URL(user.webhookUrl).pathname, { body });
    assert.equal(answer.status, status, answer.text);
    assert.equal(answer.body.code, code);
    assert.match(answer.headers.get("content-type") ?? "", /^application\/problem\+json/);
    const [kept] = await platform().query<{ status: number; body: string; reason: string }>(
      "SELECT * FROM rejected_alerts WHERE user_id = ? AND code = ? ORDER BY id DESC LIMIT 1",
      user.id,
      code,
    );
    assert.equal(kept?.status, status);
    assert.equal(kept?.reason, answer.body.detail);
    assert.ok((kept?.body.length ?? Infinity) <= 4096);
    assert.equal((await platform().query("SELECT id FROM signals WHERE user_id = ?", user.id)).length, before.length);
  });
}

test("reads a body of any content type and of unknown length", async () => {
  const user = await someone();
  for (const type of ["application/json; charset=utf-8", "application/x-www-form-urlencoded", "nonsense"]) {
    const body = JSON.stringify({ ticker: "BTCUSDT", id: `type ${type}` });
    assert.equal((await user.alert(body, { headers: { "content-type": type } })).status, 200, type);
  }
  const chunks = ['{"ticker":"BTC', 'USDT","id":"chunked"}'].map((chunk) => new TextEncoder().encode(chunk));
  const response = await fetch(user.webhookUrl, {
    method: "POST",
    body: ReadableStream.from(chunks),
    duplex: "half",
  } as RequestInit);
  assert.equal(response.status, 200, await response.text());
});

test("knows no token but the user's own", async () => {
  const user = await someone();
  const path = new URL(user.webhookUrl).pathname;
  const unknown = `${path.slice(0, -1)}${path.endsWith("A") ? "B" : "A"}`;
  const answer = await platform().api.post(unknown, { ticker: "BTCUSDT" });
  assert.equal(answer.status, 404);
  assert.equal(answer.body.code, "token_unknown");
  assert.equal((await platform().api.post(unknown, "not even an alert")).body.code, "token_unknown");
  const [kept] = await platform().query("SELECT * FROM rejected_alerts WHERE code = 'token_unknown'");
  assert.equal(kept?.user_id, null);
  assert.equal(kept?.body, "");
});

test("other methods are refused", async () => {
  const user = await someone();
  const answer = await platform().api.put(new URL(user.webhookUrl).pathname, {});
  assert.equal(answer.status, 405);
});

test("a program can ask whether the webhook is alive", async () => {
  const fresh = await signUp(platform());
  const path = new URL(fresh.webhookUrl).pathname;
  assert.deepEqual((await platform().api.get(path)).body, { alive: true, last_alert_at: null });
  await fresh.alert("BUY BTCUSDT");
  const { alive, last_alert_at } = (await platform().api.get(path)).body;
  assert.equal(alive, true);
  assert.ok(Date.now() - Date.parse(last_alert_at) < 60_000, last_alert_at);
});

test("a browser is shown how the webhook stands", async () => {
  const fresh = await signUp(platform());
  const path = new URL(fresh.webhookUrl).pathname;
  const open = (): ReturnType<typeof fresh.api.get> =>
    platform().api.get(path, { headers: { accept: "text/html,application/xhtml+xml" } });
  const waiting = await open();
  assert.equal(waiting.status, 200);
  assert.match(waiting.headers.get("content-type") ?? "", /^text\/html/);
  assert.match(waiting.text, /Waiting for your first alert/);
  assert.match(waiting.headers.get("content-security-policy") ?? "", /style-src 'self'/);
  await fresh.alert("BUY BTCUSDT");
  assert.match((await open()).text, /The last alert came on <time datetime="20/);
  await platform().query("UPDATE webhook_tokens SET disabled_at = 1 WHERE user_id = ?", fresh.id);
  const disabled = await open();
  assert.equal(disabled.status, 401);
  assert.match(disabled.text, /is disabled/);
  assert.ok(!disabled.text.includes(path.split("/").pop() ?? "-"), "the page shows the token");
});
