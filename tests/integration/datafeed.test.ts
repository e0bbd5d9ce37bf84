// The datafeed: bars of any resolution out of what is kept, gaps, sessions, and how often the vendor is asked.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Alpaca } from "../support/broker.ts";
import { usePlatform } from "../support/platform.ts";
import { signUp } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

const platform = usePlatform();
const alpaca = () => new Alpaca(platform());

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer, its assertions say
type Json = any;

const seconds = (at: string) => Date.parse(at) / 1000;
const iso = (at: number) => new Date(at * 1000).toISOString().replace(".000Z", "Z");

async function get(path: string): Promise<Json> {
  const answer = await platform().api.get(`/datafeed/${path}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
}

const history = (symbol: string, resolution: string, range: Record<string, string | number>): Promise<Json> => {
  const query = Object.entries(range).map(
    ([name, value]) => `${name}=${typeof value === "string" ? seconds(value) : value}`,
  );
  return get(`history?symbol=${encodeURIComponent(symbol)}&resolution=${resolution}&${query.join("&")}`);
};

/** Calls for bars so far. */
const barCalls = async () =>
  [...(await alpaca().calls("/v2/stocks/bars")), ...(await alpaca().calls("/v1beta3/crypto/us/bars"))].length;

/** Sets the market's time, and waits until the former one is forgotten. */
async function at(time: string): Promise<void> {
  await alpaca().clock(time);
  await sleep(2_200);
}

describe("while the market is open", () => {
  before(async () => {
    await at("2026-11-18T16:29:30Z"); // a Wednesday, half past eleven in New York
  });

  test("bars of a day begin when it opens, and the last one is under way", async () => {
    const bars = await history("NASDAQ:AAPL", "60", { from: "2026-11-18T00:00:00Z", to: "2026-11-19T00:00:00Z" });
    assert.equal(bars.s, "ok");
    assert.deepEqual(bars.t.map(iso), ["2026-11-18T14:30:00Z", "2026-11-18T15:30:00Z"]);
    const minutes = await history("AAPL", "1", { from: "2026-11-18T15:30:00Z", to: "2026-11-18T17:00:00Z" });
    assert.equal(bars.o[1], minutes.o[0]);
    assert.equal(bars.h[1], Math.max(...minutes.h));
    assert.equal(bars.l[1], Math.min(...minutes.l));
    assert.equal(bars.c[1], minutes.c.at(-1));
    assert.equal(
      bars.v[1],
      minutes.v.reduce((sum: number, volume: number) => sum + volume, 0),
    );
  });

  test("every resolution is made of the same prices", async () => {
    const range = { from: "2026-10-01T00:00:00Z", to: "2026-11-18T00:00:00Z" };
    const half = await history("AAPL", "30", range);
    for (const [resolution, each] of [
      ["60", 7],
      ["120", 4],
      ["240", 2],
    ] as const) {
      const bars = await history("AAPL", resolution, range);
      const days = new Set(half.t.map((time: number) => iso(time).slice(0, 10)));
      assert.equal(bars.t.length, days.size * each, resolution);
      assert.equal(Math.max(...bars.h), Math.max(...half.h), resolution);
      assert.equal(bars.c.at(-1), half.c.at(-1), resolution);
    }
    for (const [resolution, base] of [
      ["5", "1"],
      ["45", "15"],
      ["15", "5"],
    ] as const) {
      const day = { from: "2026-11-17T00:00:00Z", to: "2026-11-18T00:00:00Z" };
      const [long, short] = [await history("MSFT", resolution, day), await history("MSFT", base, day)];
      assert.equal(Math.min(...long.l), Math.min(...short.l), `${resolution} of ${base}`);
      assert.deepEqual([long.o[0], long.c.at(-1)], [short.o[0], short.c.at(-1)], `${resolution} of ${base}`);
    }
  });

  test("weeks begin on Monday, months on their first, and both hold their days", async () => {
    const range = { from: "2026-08-31T00:00:00Z", to: "2026-11-01T00:00:00Z" };
    const days = await history("AAPL", "1D", range);
    const weeks = await history("AAPL", "1W", range);
    const months = await history("AAPL", "1M", { ...range, from: "2026-09-01T00:00:00Z" });
    assert.ok(weeks.t.every((time: number) => new Date(time * 1000).getUTCDay() === 1));
    assert.deepEqual(months.t.map(iso), ["2026-09-01T00:00:00Z", "2026-10-01T00:00:00Z"]);
    assert.equal(Math.max(...weeks.h), Math.max(...days.h));
    assert.ok(!days.t.map(iso).includes("2026-09-07T00:00:00Z"), "Labor Day");
  });

  test("countback wins over from, counts across nights and weekends, and polls get two bars at least", async () => {
    const to = "2026-11-18T16:30:00Z";
    const bars = await history("AAPL", "60", { from: "2026-11-18T16:00:00Z", to, countback: 20 });
    assert.equal(bars.t.length, 20);
    assert.deepEqual(bars.t.slice(-3).map(iso), [
      "2026-11-17T20:30:00Z",
      "2026-11-18T14:30:00Z",
      "2026-11-18T15:30:00Z",
    ]);
    // 2 bars today, 7 a day before: two whole days and four bars of Friday.
    assert.equal(iso(bars.t[0]), "2026-11-13T17:30:00Z");
    for (const countback of [1, 2]) {
      const poll = await history("AAPL", "1", { from: to, to: "2026-11-18T16:31:00Z", countback });
      assert.equal(poll.t.length, 2, `countback ${countback}`);
    }
    const many = await history("AAPL", "1", { from: 0, to, countback: 1000 });
    assert.equal(many.t.length, 1000);
    assert.deepEqual(
      many.t,
      [...many.t].sort((one, other) => one - other),
    );
    assert.equal(new Set(many.t).size, 1000);
  });

  test("where nothing was traded the last bar before is named", async () => {
    const weekend = await history("AAPL", "5", { from: "2026-11-14T00:00:00Z", to: "2026-11-15T23:00:00Z" });
    assert.deepEqual(weekend, { s: "no_data", nextTime: seconds("2026-11-13T20:55:00Z") });
    const night = await history("AAPL", "1", { from: "2026-11-17T22:00:00Z", to: "2026-11-18T10:00:00Z" });
    assert.deepEqual(night, { s: "no_data", nextTime: seconds("2026-11-17T20:59:00Z") });
    const early = await history("AAPL", "1D", { from: "1990-01-01T00:00:00Z", to: "1991-01-01T00:00:00Z" });
    assert.deepEqual(early, { s: "no_data" });
  });

  test("sessions follow New York's clocks, holidays and short days", async () => {
    const first = async (day: string, resolution = "60") => {
      const bars = await history("SPY", resolution, { from: `${day}T00:00:00Z`, to: `${day}T23:59:00Z` });
      return bars.s === "ok" ? [iso(bars.t[0]), bars.t.length] : bars.s;
    };
    assert.deepEqual(await first("2026-03-06"), ["2026-03-06T14:30:00Z", 7]);
    assert.deepEqual(await first("2026-03-09"), ["2026-03-09T13:30:00Z", 7]);
    assert.deepEqual(await first("2026-10-30"), ["2026-10-30T13:30:00Z", 7]);
    assert.deepEqual(await first("2026-11-02"), ["2026-11-02T14:30:00Z", 7]);
    assert.deepEqual(await first("2025-11-28"), ["2025-11-28T14:30:00Z", 4]); // closes at 13:00
    assert.equal(await first("2025-11-27"), "no_data");
    assert.deepEqual(await first("2026-11-02", "1D"), ["2026-11-02T00:00:00Z", 1]);
  });

  test("coins are traded always, and their days are those of UTC", async () => {
    const range = { from: "2026-11-14T00:00:00Z", to: "2026-11-16T00:00:00Z" };
    const hours = await history("BTC/USD", "60", range);
    assert.equal(hours.t.length, 48);
    const days = await history("COINBASE:BTCUSD", "1D", range);
    assert.deepEqual(days.t.map(iso), ["2026-11-14T00:00:00Z", "2026-11-15T00:00:00Z"]);
    assert.deepEqual([days.o[0], days.c[1]], [hours.o[0], hours.c[47]]);
    assert.equal(Math.max(...days.h), Math.max(...hours.h));
  });

  test("an answer has 5,000 bars at most, the newest", async () => {
    const bars = await history("AAPL", "5", { from: "2026-01-01T00:00:00Z", to: "2026-11-18T00:00:00Z" });
    assert.equal(bars.t.length, 5000);
    assert.equal(iso(bars.t.at(-1)), "2026-11-17T20:55:00Z");
  });
});

describe("what was fetched is kept", () => {
  before(() => at("2026-11-18T16:29:30Z"));

  test("the same bars cost no call again, whoever asks, and a longer chart only what is missing", async () => {
    const to = "2026-11-18T00:00:00Z";
    const before = await barCalls();
    await history("NVDA", "15", { from: "2026-10-05T00:00:00Z", to });
    const once = await barCalls();
    assert.equal(once - before, 2, "a month each");
    await history("NVDA", "15", { from: "2026-10-05T00:00:00Z", to });
    await history("BATS:NVDA", "45", { from: "2026-10-20T00:00:00Z", to });
    assert.equal(await barCalls(), once);
    await history("NVDA", "15", { from: "2026-09-05T00:00:00Z", to });
    assert.equal((await barCalls()) - once, 1);
  });

  test("many who look at the same time cost one call", async () => {
    const before = await barCalls();
    const ask = () => history("TSLA", "1", { from: "2026-11-16T00:00:00Z", to: "2026-11-17T00:00:00Z" });
    const answers = await Promise.all(Array.from({ length: 12 }, ask));
    assert.ok(answers.every((answer) => answer.t.length === 390));
    assert.equal((await barCalls()) - before, 1);
  });

  test("polls of an open chart share what was fetched a moment ago", async () => {
    const poll = () => history("AMZN", "1", { from: 0, to: "2026-11-18T16:31:00Z", countback: 2 });
    await poll();
    const before = await barCalls();
    for (let number = 0; number < 10; number += 1) await poll();
    assert.ok((await barCalls()) - before <= 2);
  });

  test("a day that ended is fetched once more, as a whole, and never again", async () => {
    await at("2026-11-18T21:30:00Z");
    const day = () => history("META", "1", { from: "2026-11-18T00:00:00Z", to: "2026-11-19T00:00:00Z" });
    assert.equal((await day()).t.length, 390);
    const before = await barCalls();
    await at("2026-11-19T12:00:00Z");
    assert.equal((await day()).t.length, 390);
    assert.equal(await barCalls(), before);
  });
});

describe("when the vendor does not answer", () => {
  test("a chart is told when to ask again, and what is kept is still told", async () => {
    await at("2026-11-18T16:29:30Z");
    const kept = { from: "2026-09-01T00:00:00Z", to: "2026-10-01T00:00:00Z" };
    await history("AAPL", "30", kept);
    await alpaca().control("POST", "limits", { per_minute: 1 });
    try {
      await history("XOM", "1", { from: "2026-06-01T00:00:00Z", to: "2026-06-02T00:00:00Z" });
      const refused = await history("XOM", "1", { from: "2026-06-02T00:00:00Z", to: "2026-06-03T00:00:00Z" });
      assert.equal(refused.s, "error");
      assert.match(refused.errmsg, /Try again in \d+ s/);
      const calls = (await alpaca().calls("/v2/stocks/bars")).length;
      for (let number = 0; number < 5; number += 1) {
        await history("XOM", "1", { from: "2026-06-03T00:00:00Z", to: "2026-06-04T00:00:00Z" });
      }
      assert.equal(
        (await alpaca().calls("/v2/stocks/bars")).length,
        calls,
        "nobody calls while the vendor says enough",
      );
    } finally {
      await alpaca().control("DELETE", "limits");
    }
  });
});

describe("symbols", () => {
  test("can be listed, searched and found by any name", async () => {
    const { api } = await signUp(platform());
    const found = await api.get("/api/symbols?query=aa&limit=5");
    assert.equal(found.status, 200, found.text);
    assert.equal(found.body.data[0].symbol, "AAPL");
    assert.deepEqual(
      (await api.get("/api/symbols?kind=crypto&limit=200")).body.data
        .map((one: Json) => one.kind)
        .filter((kind: string) => kind !== "crypto"),
      [],
    );
    for (const name of ["AAPL", "NASDAQ%3AAAPL", "BATS%3AAAPL"]) {
      const { body } = await api.get(`/api/symbols/${name}`);
      assert.deepEqual([body.symbol, body.tradingview, body.alpaca], ["AAPL", "NASDAQ:AAPL", "AAPL"], name);
    }
    const coin = (await api.get("/api/symbols/BTC%2FUSD")).body;
    assert.deepEqual([coin.symbol, coin.market, coin.shortable], ["BTCUSD", "crypto", false]);
    assert.equal((await api.get("/api/symbols/TSX%3AAAPL")).status, 404);
    assert.equal((await api.get("/api/symbols?limit=0")).status, 422);
    assert.equal((await platform().api.get("/api/symbols")).status, 401);
  });

  test("a symbol that the vendor does not know takes no other one's price away", async () => {
    await platform().query(
      `INSERT INTO instruments (symbol, tradingview, alpaca, description, kind, market, exchange, currency)
       VALUES ('GONE', 'NYSE:GONE', 'GONE', 'Taken Over Incorporated', 'stock', 'stocks', 'NYSE', 'USD')`,
    );
    // The vendor may take no calls yet, after the test above.
    await waitFor("quotes", async () => (await get("quotes?symbols=KO")).s === "ok");
    const names = ["AAPL", "MSFT", "GONE", "BAC", "BTCUSD"];
    for (let round = 0; round < 2; round += 1) {
      const { d } = await get(`quotes?symbols=${names.join(",")}`);
      const found = d.map(({ n, s, v }: Json) => [n, s, v.lp > 0]);
      assert.deepEqual(
        found,
        names.map((name) => [name, name === "GONE" ? "error" : "ok", name !== "GONE"]),
      );
      await sleep(1_100);
    }
    const asked = (await alpaca().calls("/v2/stocks/snapshots")).filter(({ query }) => query.includes("GONE"));
    assert.equal(asked.at(-1)?.status, 400);
    assert.ok(asked.length <= 4, "it is not asked for again and again");
  });

  test("stocks of the venue's list are added, once a day", async () => {
    const { api } = await signUp(platform());
    const found = async (query: string): Promise<string[]> =>
      (await api.get(`/api/symbols?query=${query}`)).body.data.map((one: Json) => one.symbol);
    assert.deepEqual(await found("berkshire"), []);
    const tick = () => platform().tick("pinewire-symbols", "*/10 * * * *");
    await tick();
    assert.deepEqual(await found("berkshire"), ["BRK.A"]);
    const { body: whole } = await api.get("/api/symbols/NYSE%3ABRK.A");
    assert.deepEqual([whole.tradable, whole.fractionable, whole.shortable], [true, false, true]);
    const { body: hard } = await api.get("/api/symbols/HTBR");
    assert.deepEqual([hard.tradable, hard.fractionable, hard.shortable], [true, true, false]);
    assert.deepEqual(await found("HALT"), []);
    const { body: fund } = await api.get("/api/symbols/AMEX%3ASPY");
    assert.deepEqual([fund.symbol, fund.tradable], ["SPY", true]);

    const { d } = await get("quotes?symbols=NYSE:BRK.A");
    assert.ok(d[0].v.lp > 0);
    const bars = await history("NYSE:BRK.A", "D", { from: "2026-11-02T00:00:00Z", to: "2026-11-14T00:00:00Z" });
    assert.equal(bars.t.length, 10);
    await tick();
    assert.equal((await alpaca().calls("/v2/assets")).length, 1);
  });

  test("what other workers ask can't be asked from outside", async () => {
    const answer = await platform().api.post("/internal/quote", { symbols: ["AAPL"] });
    assert.ok(answer.status === 404 || answer.status === 405, String(answer.status));
    const below = await platform().api.post("/datafeed/../internal/quote", { symbols: ["AAPL"] });
    assert.ok(below.status === 404 || below.status === 405, String(below.status));
  });
});
