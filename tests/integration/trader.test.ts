// A trader's walk: from signing up to a stop that is hit, with the profit right to the cent; then the end of the free plan.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Alpaca, agree, linkAlpaca, Panel } from "../support/broker.ts";
import { usePlatform } from "../support/platform.ts";
import { DURING_SESSION } from "../support/trading.ts";
import { signUp } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer, its assertions say
type Json = any;

const platform = usePlatform();

test("sign up, agree, link, quote, preview, bracket, partial fill, stop, history; then the fifth trade", async () => {
  const market = new Alpaca(platform());
  await market.clock(DURING_SESSION);
  await market.price("AAPL", "200", { per_second: "4" });

  const user = await signUp(platform());
  await agree(user);
  const venue = await market.account({ cash: "100000" });
  const linked = await linkAlpaca(platform(), user, venue);
  assert.equal(linked.status, 201, linked.text);
  const account: string = linked.body.id;

  const panel = await Panel.signIn(platform(), user);
  assert.deepEqual(
    (await panel.data("accounts?locale=en")).map((one: Json) => [one.id, one.type]),
    [[account, "demo"]],
  );
  assert.equal((await panel.state(account)).balance, 100_000);
  const [quote] = await panel.data(`quotes?locale=en&accountId=${account}&symbols=AAPL`);
  assert.equal(quote.v.lp, 200);

  const form = {
    instrument: "AAPL",
    side: "buy",
    type: "limit",
    qty: "10",
    limitPrice: "200.5",
    durationType: "day",
    stopLoss: "195",
    takeProfit: "210",
  };
  const preview = await panel.send("POST", `accounts/${account}/previewOrder?locale=en`, form);
  const rows = preview.d.sections.flatMap((section: Json) => section.rows);
  const row = (title: string) => rows.find((one: Json) => one.title === title)?.value;
  assert.deepEqual([row("Estimated value"), row("P/L at the stop")], ["2005.00", "-55.00"]);

  const entry = await panel.place(account, form, `&requestId=walk-1&confirmId=${preview.d.confirmId}`);
  await panel.order(account, entry, "working");
  const child = async (kind: "stopPrice" | "limitPrice") => {
    const orders: Json[] = await panel.data(`accounts/${account}/orders?locale=en`);
    return orders.find((order) => order.id !== entry && order.parentId !== undefined && order[kind] !== undefined);
  };

  // Four shares a second can be traded.
  await market.control("POST", "advance", { seconds: 1 });
  const part = await waitFor("a part of the fill", async () => {
    const orders: Json[] = await panel.data(`accounts/${account}/orders?locale=en`);
    const order = orders.find((one) => one.id === entry);
    return order.filledQty > 0 && order.filledQty < 10 ? order : undefined;
  });
  assert.equal(part.status, "working");
  assert.equal((await child("stopPrice"))?.status, "inactive");
  await market.control("POST", "advance", { seconds: 10 });
  const filled = await panel.order(account, entry, "filled");
  assert.deepEqual([filled.filledQty, filled.avgPrice], [10, 200]);

  const [position] = await waitFor("the whole position", async () => {
    const positions: Json[] = await panel.data(`accounts/${account}/positions?locale=en`);
    return positions[0]?.qty === 10 ? positions : undefined;
  });
  assert.deepEqual([position.instrument, position.side, position.avgPrice], ["AAPL", "buy", 200]);
  const stop = await waitFor("the stop to work", async () => {
    const order = await child("stopPrice");
    return order?.status === "working" ? order : undefined;
  });
  assert.deepEqual([stop.parentType, stop.parentId], ["position", position.id]);
  const target = await child("limitPrice");

  await market.price("AAPL", "194.37");
  await market.control("POST", "advance", { seconds: 10 });
  const hit = await panel.order(account, stop.id, "filled");
  assert.equal(hit.avgPrice, 194.37);
  await panel.order(account, target.id, "cancelled");
  await waitFor("no position", async () => (await panel.data(`accounts/${account}/positions?locale=en`)).length === 0);

  const executions: Json[] = await waitFor("all executions", async () => {
    const told: Json[] = await panel.data(`accounts/${account}/executions?locale=en&instrument=AAPL`);
    const sold = told.filter((one) => one.isClose).reduce((sum, one) => sum + one.qty, 0);
    return sold === 10 ? told : undefined;
  });
  assert.ok(executions.filter((one) => !one.isClose).length > 1, "the entry was filled in parts");
  await waitFor("the history", async () => {
    const history: Json[] = await panel.data(`accounts/${account}/ordersHistory?locale=en`);
    const ids = history.map((order) => order.id);
    return [entry, stop.id, target.id].every((id) => ids.includes(id));
  });
  const state = await waitFor("the profit of the day", async () => {
    const now = await panel.state(account);
    return now.amData[0][0].includes("-56.30") ? now : undefined;
  });
  assert.equal(state.unrealizedPl, 0);
  const [row2] = await platform().query<{ realised_profit: string }>(
    "SELECT realised_profit FROM positions WHERE account_id = ?",
    account,
  );
  assert.equal(Number(row2?.realised_profit), -56.3);

  // The same on all sides: the venue's books, ours, and what the API tells.
  const { data } = await market.control("GET", "accounts");
  const books = data.find((one: Json) => one.id === venue.id);
  assert.equal(Number(books.cash), 100_000 - 56.3);
  assert.equal((await user.api.get("/api/trades/last")).body.trade.side, "sell");

  // Three more trades are free, the fifth is not.
  await market.price("AAPL", "200");
  const buy = { instrument: "AAPL", side: "buy", type: "market", qty: "1", durationType: "day" };
  for (let trade = 2; trade <= 4; trade += 1) {
    const id = await panel.place(account, buy);
    await market.control("POST", "advance", { seconds: 1 });
    await panel.order(account, id, "filled");
  }
  const fifth = await panel.send("POST", `accounts/${account}/orders?locale=en`, buy);
  assert.equal(fifth.status, 200);
  assert.match(fifth.errmsg ?? "", /your plan includes 4 \(plan_trades\)/);
  const byApi = await user.api.post("/api/orders", {
    account_id: account,
    symbol: "AAPL",
    side: "buy",
    type: "market",
    quantity: "1",
  });
  assert.deepEqual([byApi.status, byApi.body.code], [402, "plan_limit_reached"]);
  // What is held can always be closed.
  const sell = await panel.place(account, { ...buy, side: "sell", qty: "3" });
  await market.control("POST", "advance", { seconds: 1 });
  await panel.order(account, sell, "filled");
});
