// Every answer of the datafeed by the UDF protocol's table: fields, types, what stands for "nothing", and errors.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Alpaca } from "../support/broker.ts";
import { usePlatform } from "../support/platform.ts";
import { signUp } from "../support/users.ts";

const platform = usePlatform();

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer, its assertions say
type Json = any;

const NOW = Date.parse("2026-11-18T16:30:00Z") / 1000;

async function get(path: string, api = platform().api): Promise<Json> {
  const answer = await api.get(`/datafeed/${path}`);
  assert.equal(answer.status, 200, answer.text);
  assert.match(answer.headers.get("content-type") ?? "", /json/);
  return answer.body;
}

type Kind = "string" | "number" | "boolean" | "strings" | "objects";

function hasFields(value: Json, fields: Record<string, Kind>): void {
  for (const [name, kind] of Object.entries(fields)) {
    const field = value[name];
    if (kind === "strings") assert.ok(Array.isArray(field) && field.every((item) => typeof item === "string"), name);
    else if (kind === "objects")
      assert.ok(Array.isArray(field) && field.every((item) => typeof item === "object"), name);
    else assert.equal(typeof field, kind, name);
  }
}

const isError = (value: Json) => {
  assert.deepEqual(Object.keys(value).sort(), ["errmsg", "s"]);
  assert.equal(value.s, "error");
  assert.ok(value.errmsg.length > 0);
};

describe("UDF", () => {
  before(async () => {
    await new Alpaca(platform()).clock("2026-11-18T16:30:00Z");
    await sleep(1_200);
  });

  test("/config says what there is", async () => {
    const config = await get("config");
    hasFields(config, {
      supports_search: "boolean",
      supports_group_request: "boolean",
      supports_marks: "boolean",
      supports_timescale_marks: "boolean",
      supports_time: "boolean",
      exchanges: "objects",
      symbols_types: "objects",
      supported_resolutions: "strings",
    });
    assert.notEqual(config.supports_search, config.supports_group_request, "one of them must be true");
    for (const exchange of config.exchanges) hasFields(exchange, { value: "string", name: "string", desc: "string" });
    for (const type of config.symbols_types) hasFields(type, { value: "string", name: "string" });
    for (const resolution of config.supported_resolutions) {
      const { s } = await get(`history?symbol=AAPL&resolution=${resolution}&from=0&to=${NOW}&countback=3`);
      assert.equal(s, "ok", resolution);
    }
  });

  test("/time is a bare number of seconds", async () => {
    const answer = await platform().api.get("/datafeed/time");
    assert.equal(answer.status, 200);
    assert.match(answer.text, /^\d+$/);
    assert.equal(Number(answer.text), NOW);
  });

  test("/symbols describes a symbol, and any answer with s says that there is none", async () => {
    for (const [name, type, session, timezone] of [
      ["NASDAQ:AAPL", "stock", "0930-1600", "America/New_York"],
      ["SPY", "fund", "0930-1600", "America/New_York"],
      ["COINBASE:BTCUSD", "crypto", "24x7", "Etc/UTC"],
    ] as const) {
      const symbol = await get(`symbols?symbol=${name}`);
      hasFields(symbol, {
        name: "string",
        ticker: "string",
        description: "string",
        type: "string",
        session: "string",
        session_holidays: "string",
        timezone: "string",
        exchange: "string",
        listed_exchange: "string",
        format: "string",
        minmov: "number",
        pricescale: "number",
        has_intraday: "boolean",
        has_daily: "boolean",
        has_weekly_and_monthly: "boolean",
        supported_resolutions: "strings",
        volume_precision: "number",
        data_status: "string",
        currency_code: "string",
      });
      assert.equal("s" in symbol, false);
      assert.ok(Object.keys(symbol).every((key) => !key.includes("-")));
      assert.deepEqual([symbol.type, symbol.session, symbol.timezone], [type, session, timezone]);
      assert.ok(Number.isInteger(Math.log10(symbol.pricescale)));
      assert.equal((await get(`symbols?symbol=${symbol.ticker}`)).ticker, symbol.ticker, "a ticker means its symbol");
    }
    assert.match((await get("symbols?symbol=AAPL")).session_holidays, /(^|,)20261126(,|$)/);
    for (const unknown of ["NOPE", "TSX:AAPL", "", "%7B%7Bticker%7D%7D", "%00"]) {
      assert.ok("s" in (await get(`symbols?symbol=${unknown}`)), unknown);
    }
  });

  test("/search is a bare array", async () => {
    const found = await get("search?limit=30&query=AA&type=&exchange=");
    assert.ok(Array.isArray(found) && found.length > 0);
    for (const row of found) {
      hasFields(row, {
        symbol: "string",
        full_name: "string",
        description: "string",
        exchange: "string",
        ticker: "string",
        type: "string",
      });
    }
    assert.equal(found[0].full_name, "NASDAQ:AAPL");
    assert.deepEqual(await get("search?query=ZZZZ"), []);
    const coins = await get("search?limit=3&query=&type=crypto");
    assert.equal(coins.length, 3);
    assert.ok(coins.every((row: Json) => row.type === "crypto"));
    assert.ok((await get("search?query=A&exchange=NYSE")).every((row: Json) => row.exchange === "NYSE"));
  });

  test("/history is columns of one length, oldest first, in seconds and numbers", async () => {
    const bars = await get(`history?symbol=NASDAQ:AAPL&resolution=5&from=${NOW - 86_400}&to=${NOW}`);
    assert.equal(bars.s, "ok");
    for (const column of ["t", "o", "h", "l", "c", "v"]) {
      assert.equal(bars[column].length, bars.t.length, column);
      assert.ok(bars[column].every(Number.isFinite), column);
    }
    assert.ok(bars.t.every((time: number, index: number) => index === 0 || time > bars.t[index - 1]));
    assert.ok(bars.t.every((time: number) => time >= NOW - 86_400 && time < NOW && time % 300 === 0));
    bars.t.forEach((_: number, index: number) => {
      assert.ok(bars.l[index] <= Math.min(bars.o[index], bars.c[index]));
      assert.ok(bars.h[index] >= Math.max(bars.o[index], bars.c[index]));
    });
    const none = await get(`history?symbol=AAPL&resolution=1&from=${NOW - 86_400 * 3}&to=${NOW - 86_400 * 3 + 60}`);
    assert.equal(none.s, "no_data");
    assert.ok(none.nextTime < NOW - 86_400 * 3);
  });

  test("what is wrong is told with HTTP 200 and s: error", async () => {
    for (const query of [
      `symbol=NOPE&resolution=1&from=1&to=${NOW}`,
      `symbol=AAPL&resolution=30S&from=1&to=${NOW}`,
      `symbol=AAPL&resolution=1h&from=1&to=${NOW}`,
      `symbol=AAPL&resolution=1&from=soon&to=${NOW}`,
      `symbol=AAPL&resolution=1&from=1&to=${NOW}&countback=many`,
      `symbol=AAPL&resolution=1&to=${NOW}`,
      "",
    ]) {
      isError(await get(`history?${query}`));
    }
    isError(await get("marks?symbol=NOPE&from=1&to=2&resolution=1"));
    isError(await get(`quotes?symbols=${Array(101).fill("AAPL").join(",")}`));
  });

  test("/quotes has one row for each name that was asked for", async () => {
    const quotes = await get("quotes?symbols=NASDAQ:AAPL,NOPE,BTCUSD");
    assert.equal(quotes.s, "ok");
    assert.deepEqual(
      quotes.d.map((row: Json) => [row.n, row.s]),
      [
        ["NASDAQ:AAPL", "ok"],
        ["NOPE", "error"],
        ["BTCUSD", "ok"],
      ],
    );
    for (const row of [quotes.d[0], quotes.d[2]]) {
      hasFields(row.v, {
        ch: "number",
        chp: "number",
        lp: "number",
        ask: "number",
        bid: "number",
        open_price: "number",
        high_price: "number",
        low_price: "number",
        prev_close_price: "number",
        volume: "number",
        short_name: "string",
        exchange: "string",
        description: "string",
        original_name: "string",
      });
      assert.ok(row.v.bid <= row.v.ask);
      assert.ok(row.v.low_price <= row.v.lp && row.v.lp <= row.v.high_price);
      assert.ok(Math.abs(row.v.lp - row.v.prev_close_price - row.v.ch) < 1e-9);
    }
    assert.deepEqual(await get("quotes?symbols="), { s: "ok", d: [] });
  });

  test("/marks and /timescale_marks are the signals of whoever is signed in", async () => {
    const [user, stranger] = [await signUp(platform()), await signUp(platform())];
    const sent = await user.alert({
      ticker: "AAPL",
      exchange: "NASDAQ",
      action: "buy",
      strategy: "Breakout",
      id: "marks-1",
    });
    assert.equal(sent.status, 200, sent.text);
    await user.alert({ ticker: "MSFT", exchange: "NASDAQ", action: "sell", id: "marks-2" });
    const range = `symbol=NASDAQ:AAPL&from=0&to=${Math.ceil(Date.now() / 1000) + 10}&resolution=1D`;
    const marks = await get(`marks?${range}`, user.api);
    assert.deepEqual(marks.id, [sent.body.signal_id]);
    for (const column of ["id", "time", "color", "text", "label", "labelFontColor", "minSize"]) {
      assert.equal(marks[column].length, 1, column);
    }
    assert.deepEqual([marks.label, marks.color, marks.text], [["L"], ["green"], ["Long: Breakout"]]);
    const below = await get(`timescale_marks?${range}`, user.api);
    assert.equal(below.length, 1);
    hasFields(below[0], { id: "string", time: "number", color: "string", label: "string", tooltip: "strings" });
    for (const api of [stranger.api, platform().api]) {
      assert.deepEqual((await get(`marks?${range}`, api)).id, []);
      assert.deepEqual(await get(`timescale_marks?${range}`, api), []);
    }
  });
});
