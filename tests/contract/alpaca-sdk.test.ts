// Alpaca's own clients, for JavaScript and for Python, against the stand-in: a scripted session of each with nothing
// changed but the base URL. What works with them works with Alpaca.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { beforeEach, test } from "node:test";
import { errors, marketData, streaming, trading } from "@alpacahq/alpaca-trade-api";
import { root } from "../../scripts/project.ts";
import { pythonPath } from "../../scripts/setup/python.mjs";
import { Alpaca } from "../support/broker.ts";
import { usePlatform } from "../support/platform.ts";
import { waitFor } from "../support/wait.ts";

const platform = usePlatform();
let alpaca: Alpaca;
/** A paper account with 100,000 dollars, an hour and a half after the opening of a Monday, when Apple costs 100. */
let account: { id: string; key_id: string; secret_key: string; access_token: string };

beforeEach(async () => {
  alpaca = new Alpaca(platform());
  await alpaca.control("POST", "reset");
  await alpaca.control("POST", "clock", { at: "2026-07-06T15:00:00Z" });
  await alpaca.control("POST", "prices", { symbol: "AAPL", price: 100 });
  account = await alpaca.control("POST", "accounts", { environment: "paper", cash: "100000" });
});

const baseUrl = () => `${platform().url}/sandbox/alpaca-paper`;
const streamUrl = () => `${baseUrl().replace("http:", "ws:")}/stream`;

/** Refused by Alpaca with this status and number. */
function refused(status: number, code: number | undefined, message: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof errors.ApiError, String(error));
    assert.deepEqual([error.status, error.code], [status, code], error.message);
    assert.match(error.message, message);
    return true;
  };
}

test("the client for JavaScript trades", async () => {
  const configuration = new trading.Configuration({ basePath: baseUrl(), accessToken: account.access_token });
  const orders = new trading.OrdersApi(configuration);
  const positions = new trading.PositionsApi(configuration);
  const place = (request: Partial<trading.PostOrderRequest>) =>
    orders.postOrder({
      postOrderRequest: { symbol: "AAPL", side: "buy", type: "market", timeInForce: "day", qty: "10", ...request },
    });

  const updates: streaming.TradeUpdate[] = [];
  const stream = new streaming.TradingStream({
    credentials: { keyId: account.key_id, secret: account.secret_key },
    url: streamUrl(),
  });
  stream.onTradeUpdate((update) => updates.push(update));
  stream.onConnect(() => stream.subscribeTradeUpdates());
  const subscribed = once(stream as never, streaming.EVENT.SUBSCRIPTION);
  stream.connect();
  await subscribed;

  const me = await new trading.AccountsApi(configuration).getAccount();
  assert.deepEqual([me.status, me.cash, me.buyingPower], ["ACTIVE", "100000", "200000"]);
  const clock = await new trading.ClockApi(configuration).legacyClock();
  assert.equal(clock.isOpen, true);
  assert.equal(clock.nextClose?.toISOString(), "2026-07-06T20:00:00.000Z");
  const calendar = await new trading.CalendarApi(configuration).legacyCalendar({
    start: new Date("2026-11-25"),
    end: new Date("2026-11-27"),
  });
  assert.deepEqual(
    calendar.map(({ open, close }) => [open, close]),
    [
      ["09:30", "16:00"],
      ["09:30", "13:00"],
    ],
    "Thanksgiving",
  );
  const asset = await new trading.AssetsApi(configuration).getV2AssetsSymbolOrAssetId({ symbolOrAssetId: "BTC/USD" });
  assert.deepEqual([asset._class, asset.shortable], ["crypto", false]);

  const bracket = await place({
    orderClass: "bracket",
    timeInForce: "gtc",
    takeProfit: { limitPrice: "110" },
    stopLoss: { stopPrice: "95" },
  });
  assert.deepEqual([bracket.status, bracket.legs?.length], ["pending_new", 2]);
  const [entry] = await orders.getAllOrders({ status: "all", nested: true });
  assert.equal(entry?.id, bracket.id);
  assert.deepEqual(
    entry?.legs?.map(({ type, status }) => [type, status]),
    [
      ["limit", "new"],
      ["stop", "new"],
    ],
  );
  await waitFor("the entry's fill", () => updates.some(({ event }) => event === "fill"));
  const fill = updates.find(({ event }) => event === "fill");
  assert.deepEqual([fill?.order.id, fill?.qty, fill?.price], [bracket.id, "10", "100"]);

  await assert.rejects(
    place({ side: "sell" }),
    refused(403, 40310000, /insufficient qty available for order \(requested: 10, available: 0\)/),
  );
  await alpaca.control("POST", "prices", { symbol: "AAPL", price: "111" });
  assert.deepEqual(await positions.getAllOpenPositions(), []);
  assert.equal((await new trading.AccountsApi(configuration).getAccount()).cash, "100100", "the target was hit");

  const clientOrderId = "mine";
  const limit = await place({ type: "limit", limitPrice: "90", timeInForce: "gtc", clientOrderId });
  assert.equal((await orders.getOrderByClientOrderId({ clientOrderId })).id, limit.id);
  await assert.rejects(place({ clientOrderId }), refused(422, 40010001, /client_order_id must be unique/));
  const orderId = limit.id ?? "";
  await assert.rejects(
    orders.patchOrderByOrderId({ orderId, patchOrderRequest: { limitPrice: "90" } }),
    refused(403, 40310000, /order parameters are not changed/),
  );
  const changed = await orders.patchOrderByOrderId({ orderId, patchOrderRequest: { limitPrice: "91" } });
  assert.deepEqual([changed.replaces, changed.limitPrice], [orderId, "91"]);
  assert.notEqual(changed.id, orderId);
  const cancelled = await orders.deleteAllOrders();
  assert.deepEqual(
    cancelled.map(({ id, status }) => [id, status]),
    [[changed.id, 200]],
  );
  await assert.rejects(
    orders.deleteOrderByOrderID({ orderId: changed.id ?? "" }),
    refused(422, 42210000, /already in "canceled" state/),
  );

  await place({ qty: "10", clientOrderId: "to close" });
  const closed = await positions.deleteOpenPosition({ symbolOrAssetId: "AAPL", percentage: 50 });
  assert.deepEqual([closed.side, closed.qty], ["sell", "5"]);
  const all = await positions.deleteAllOpenPositions({});
  assert.deepEqual(
    all.map(({ symbol, status }) => [symbol, Number(status)]),
    [["AAPL", 200]],
  );
  const activities = new trading.AccountActivitiesApi(configuration);
  const fills = await activities.getAccountActivitiesByActivityType({ activityType: "FILL", direction: "asc" });
  assert.equal(fills.length, 5);

  const foreign = new trading.Configuration({ basePath: baseUrl(), accessToken: "nobody's" });
  await assert.rejects(new trading.AccountsApi(foreign).getAccount(), refused(401, undefined, /unauthorized/));
  stream.disconnect();
});

test("the client for JavaScript reads market data", async () => {
  const configuration = new marketData.Configuration({
    basePath: baseUrl(),
    keyId: account.key_id,
    secret: account.secret_key,
  });
  const stocks = new marketData.StockApi(configuration);
  const range = { start: new Date("2024-07-01"), end: new Date("2026-07-01") };
  const { bars } = await stocks.stockBars({ symbols: "MSFT,AAPL", timeframe: "1Day", limit: 10_000, ...range });
  assert.deepEqual(Object.keys(bars), ["AAPL", "MSFT"]);
  assert.ok(Object.values(bars).every(({ length }) => length > 495));

  // Pages go through the symbols one after the other, and nothing is missing between them.
  const paged: string[] = [];
  let pageToken: string | undefined;
  do {
    const page = await stocks.stockBars({ symbols: "AAPL,MSFT", timeframe: "1Day", limit: 300, pageToken, ...range });
    for (const [symbol, rows] of Object.entries(page.bars)) {
      paged.push(...rows.map(({ t }) => `${symbol} ${new Date(t).toISOString()}`));
    }
    pageToken = page.nextPageToken ?? undefined;
  } while (pageToken);
  const whole = Object.entries(bars).flatMap(([symbol, rows]) =>
    rows.map(({ t }) => `${symbol} ${new Date(t).toISOString()}`),
  );
  assert.deepEqual(paged, whole);

  const minutes = await stocks.stockBarSingle({
    symbol: "AAPL",
    timeframe: "1Min",
    start: new Date("2026-05-01"),
    end: new Date("2026-05-02"),
  });
  assert.equal(minutes.bars.length, 390);
  await assert.rejects(
    stocks.stockBars({ symbols: "AAPL", timeframe: "1Min", feed: "sip" }),
    refused(403, undefined, /subscription does not permit querying recent SIP data/),
  );
  const { quote } = await stocks.stockLatestQuoteSingle({ symbol: "AAPL" });
  assert.deepEqual([quote.bp, quote.ap], [99.99, 100.01]);
  const snapshots = await stocks.stockSnapshots({ symbols: "AAPL,MSFT" });
  assert.equal(snapshots.AAPL?.latestTrade?.p, 100);

  const coins = new marketData.CryptoApi(configuration);
  const weekend = { start: new Date("2026-07-04"), end: new Date("2026-07-05") };
  const coinBars = await coins.cryptoBars({ loc: "us", symbols: "BTC/USD", timeframe: "1Hour", ...weekend });
  assert.equal(coinBars.bars["BTC/USD"]?.length, 25);
});

test("the client for JavaScript is told how many calls are left, and slowed down", async () => {
  const configuration = new trading.Configuration({ basePath: baseUrl(), accessToken: account.access_token });
  const accounts = new trading.AccountsApi(configuration);
  await alpaca.control("POST", "limits", { per_minute: 1 });
  const { raw } = await accounts.getAccountRaw();
  assert.deepEqual([raw.headers.get("x-ratelimit-limit"), raw.headers.get("x-ratelimit-remaining")], ["1", "0"]);
  // The minute may end in between; then the next call is the first of the next one.
  await waitFor("a refusal", async () => {
    const answer = await accounts.getAccountRaw().catch((error: unknown) => error);
    return answer instanceof errors.RateLimitError && answer.rateLimit?.remaining === 0;
  });
});

test("the client for Python trades and reads market data", async () => {
  const script = path.join(root, "tests", "contract", "alpaca_session.py");
  const { key_id, secret_key, access_token } = account;
  const child = spawn(pythonPath, [script, baseUrl(), streamUrl(), key_id, secret_key, access_token]);
  let output = "";
  child.stdout.on("data", (data) => {
    output += data;
  });
  child.stderr.on("data", (data) => {
    output += data;
  });
  const [code] = await once(child, "close");
  assert.equal(code, 0, output);
  assert.equal(output.trim(), "ok");
});
