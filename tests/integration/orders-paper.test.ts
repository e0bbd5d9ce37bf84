import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Alpaca, agree, openPaperAccount } from "../support/broker.ts";
import { usePlatform } from "../support/platform.ts";
import { AFTER_SESSION, checkBooks, DURING_SESSION, marketOrder, Trader } from "../support/trading.ts";
import { signUp, type TestUser } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

const platform = usePlatform();
let market: Alpaca | undefined;

beforeEach(async () => {
  if (market) return;
  market = new Alpaca(platform());
  await market.clock(DURING_SESSION);
  await market.price("AAPL", "200");
});

/** Sets the market's clock, and the price again, which makes sure that nobody remembers the former time. */
async function moveTo(time: string): Promise<void> {
  await market?.clock(time);
  await market?.price("AAPL", "200");
}

/** A user with an account inside the platform, on a plan that counts no trades unless told otherwise. */
async function trader(plan = "unlimited"): Promise<Trader & { user: TestUser }> {
  const user = await signUp(platform());
  await platform().query("UPDATE users SET plan_id = ? WHERE id = ?", plan, user.id);
  await agree(user);
  const { id } = await openPaperAccount(user);
  return Object.assign(new Trader(user, id), { user });
}

test("an order is filled, held, and closed with its profit; everything is on record", async () => {
  const one = await trader();
  const bought = await one.placed(marketOrder());
  const filled = await one.at(bought, "filled");
  assert.equal(filled.filled_quantity, "10");
  await one.holds("10");
  const position = await one.position();
  assert.equal(position.average_price, filled.average_price);

  const answer = await one.act(position, "close");
  assert.equal(answer.status, 202, answer.text);
  await one.at(answer.body.order_id, "filled");
  await one.holds("0");
  const fills = await one.executions();
  // The clock stands still, so that both are of the same moment.
  const [buy, sell] = ["buy", "sell"].map((side) => fills.find((fill) => fill.side === side));
  assert.deepEqual([fills.length, buy.quantity, buy.is_close], [2, "10", false]);
  assert.deepEqual([sell.quantity, sell.is_close], ["10", true]);
  const [row] = await platform().query<{ realised_profit: string }>(
    "SELECT realised_profit FROM positions WHERE account_id = ?",
    one.account,
  );
  const profit = 10 * (Number(sell.price) - Number(buy.price));
  assert.equal(Number(row?.realised_profit), Number(profit.toFixed(2)));
  assert.equal((await one.api.get("/api/trades/last")).body.trade.id, fills[0].id);

  const life = (await one.api.get(`/api/orders/${bought}`)).body.events;
  assert.ok(life.some((event: { kind: string }) => event.kind === "executed"));
  const audit = (await one.api.get("/api/orders/audit.csv")).text;
  assert.ok(audit.startsWith("at,account_id,seq,event,order_id,symbol,detail"), audit);
  assert.ok(audit.includes(bought) && audit.includes("position_changed"));
  await checkBooks(platform(), one.account);
});

test("the same key places one order, another order with it is refused", async () => {
  const one = await trader();
  const key = { headers: { "idempotency-key": "once" } };
  const first = await one.placed(marketOrder(), key);
  assert.equal(await one.placed(marketOrder(), key), first);
  const other = await one.place(marketOrder({ quantity: "9" }), key);
  assert.equal(other.status, 422);
  assert.equal(other.body.code, "idempotency_mismatch");
  await one.at(first, "filled");
  assert.equal((await one.orders()).length, 1);
});

test("a bracket's stop is hit, its target ends, and the loss is right to the cent", async () => {
  await market?.price("AAPL", "200");
  const one = await trader();
  const entry = await one.placed(marketOrder({ take_profit: "220", stop_loss: "190" }));
  await one.at(entry, "filled");
  const legs = (await one.orders(`&order_id=${entry}`)).filter((order) => order.parent_id === entry);
  assert.deepEqual(legs.map((leg) => leg.role).sort(), ["stop_loss", "take_profit"]);
  await market?.price("AAPL", "189");
  await one.holds("0");
  const ended = (await one.orders(`&order_id=${entry}`)).filter((order) => order.parent_id === entry);
  const status = Object.fromEntries(ended.map((leg) => [leg.role, leg.status]));
  assert.deepEqual(status, { stop_loss: "filled", take_profit: "cancelled" });
  await market?.price("AAPL", "200");
});

test("limits stand, change and are cancelled; a strange account, order or position is not found", async () => {
  const one = await trader();
  const id = await one.placed(marketOrder({ type: "limit", limit_price: "150", duration: "gtc" }));
  await one.at(id, "working");
  const edited = await one.api.put(`/api/orders/${id}`, { limit_price: "151", quantity: "4" });
  assert.equal(edited.status, 202, edited.text);
  await waitFor("the change", async () => {
    const order = await one.order(id);
    return order.status === "working" && order.limit_price === "151" && order.quantity === "4";
  });
  const stranger = await trader();
  for (const [method, path] of [
    ["GET", `/api/orders/${id}`],
    ["DELETE", `/api/orders/${id}`],
    ["PUT", `/api/orders/${id}`],
  ] as const) {
    const answer = await stranger.api.request(method, path, method === "PUT" ? { json: {} } : {});
    assert.equal(answer.status, 404, `${method} ${path}`);
  }
  const theirs = await stranger.api.post("/api/orders", { account_id: one.account, ...marketOrder() });
  assert.equal(theirs.status, 404);

  assert.equal((await one.api.delete(`/api/orders/${id}`)).status, 202);
  await one.at(id, "cancelled");
  assert.equal((await one.api.delete(`/api/orders/${id}`)).status, 409);
});

test("null takes an order's stop away and leaves its target; what is wrong is named as it was sent", async () => {
  const one = await trader();
  const entry = { type: "limit", limit_price: "150", duration: "gtc", take_profit: "220", stop_loss: "140" };
  const id = await one.placed(marketOrder(entry));
  await one.at(id, "working");
  const edited = await one.api.put(`/api/orders/${id}`, { stop_loss: null });
  assert.equal(edited.status, 202, edited.text);
  await waitFor("the stop to be gone", async () => {
    const order = await one.order(id);
    return order.status === "working" && order.stop_loss === null && order.take_profit === "220";
  });
  const wrong = await one.place(marketOrder({ type: "limit", limit_price: "150.00001", quantity: "0" }));
  assert.equal(wrong.status, 422, wrong.text);
  const fields = wrong.body.errors.map((error: { field: string }) => error.field);
  assert.deepEqual(fields.sort(), ["limit_price", "quantity"]);
});

test("a fill is soon in what the account is worth", async () => {
  const one = await trader();
  await one.at(await one.placed(marketOrder()), "filled");
  // Without a fill the venue's figures are read once a minute.
  await waitFor(
    "less money",
    async () => {
      const { body } = await one.api.get(`/api/orders/standing?account_id=${one.account}`);
      return Number(body.figures?.cash) < 99_000;
    },
    { limitMs: 30_000 },
  );
});

test("a rule's refusal names itself, and the fifth free trade asks for a larger plan", async () => {
  const one = await trader("free");
  const large = await one.place(marketOrder({ quantity: "1000" }));
  assert.equal(large.status, 422);
  assert.equal(large.body.code, "risk_order_notional");
  assert.match(large.body.detail, /25000/);
  for (let trade = 0; trade < 4; trade += 1) await one.at(await one.placed(marketOrder({ quantity: "1" })), "filled");
  const fifth = await one.place(marketOrder({ quantity: "1" }));
  assert.equal(fifth.status, 402, fifth.text);
  assert.equal(fifth.body.code, "plan_limit_reached");
  // What is held can be closed all the same.
  await one.holds("4");
  const close = await one.act(await one.position(), "close");
  assert.equal(close.status, 202, close.text);
  await one.holds("0");
});

test("the plan's trades are counted over all accounts, even at the same moment", async () => {
  const one = await trader("free");
  const other = new Trader(one.user, (await openPaperAccount(one.user)).id);
  for (const each of [one, other]) {
    // Opened, so that all that follows comes at once.
    assert.equal((await each.place(marketOrder({ quantity: "1000" }))).body.code, "risk_order_notional");
  }
  const wishes = [one, other].flatMap((each) =>
    Array.from({ length: 4 }, () => each.place(marketOrder({ quantity: "1" }))),
  );
  const answers = await Promise.all(wishes);
  const taken = answers.filter((answer) => answer.status === 202).map((answer) => answer.body.order_id);
  const refused = answers.filter((answer) => answer.body.code === "plan_limit_reached");
  assert.equal(taken.length + refused.length, 8);
  assert.ok(taken.length <= 4, `${taken.length} trades of 4 were taken`);
  // Who was refused for what was only reserved elsewhere gets what is left, and no more.
  const count = async () => (await Promise.all([one.orders(), other.orders()])).flat().length;
  await waitFor("four trades", async () => {
    for (const each of [one, other]) await each.place(marketOrder({ quantity: "1" }));
    return (await count()) >= 4;
  });
  for (const each of [one, other]) assert.equal((await each.place(marketOrder())).status, 402);
  assert.equal(await count(), 4);
  await waitFor("reservations to be released", async () => {
    const left = await platform().query("SELECT key FROM trade_reservations WHERE user_id = ?", one.user.id);
    return left.length === 0;
  });
});

test("two closes at the same time are one, and do not turn the position", async () => {
  const one = await trader();
  await one.at(await one.placed(marketOrder()), "filled");
  await one.holds("10");
  const position = await one.position();
  const closes = await Promise.all([1, 2, 3].map(() => one.act(position, "close")));
  // One that comes when everything is closed already finds nothing to close.
  const taken = closes.filter((close) => close.status === 202);
  assert.ok(taken.length > 0 && closes.every((close) => [202, 404].includes(close.status)), String(closes[1]?.text));
  assert.equal(new Set(taken.map((close) => close.body.order_id)).size, 1);
  await one.holds("0");
  assert.equal((await one.executions()).length, 2);
});

test("the rest of a position keeps its stop when a part is closed", async () => {
  const one = await trader();
  await one.at(await one.placed(marketOrder()), "filled");
  await one.holds("10");
  const position = await one.position();
  const stop = await one.api.put(`/api/positions/${position.id}/protection`, { stop_loss: "180" });
  assert.equal(stop.status, 202, stop.text);
  await one.at(stop.body.order_id, "working");
  const part = await one.act(position, "close", { quantity: "4" });
  assert.equal(part.status, 202, part.text);
  await one.holds("6");
  await waitFor("a stop for the rest", async () =>
    (await one.orders("&open=true")).some((order) => order.stop_price === "180" && order.quantity === "6"),
  );
  const turned = await one.act(await one.position(), "reverse");
  assert.equal(turned.status, 202, turned.text);
  // The account may not be short: it is closed, and no more.
  await one.holds("0");
});

test("the kill switch cancels, closes, and refuses until it is off", async () => {
  const one = await trader();
  await one.at(await one.placed(marketOrder()), "filled");
  const waiting = await one.placed(marketOrder({ type: "limit", limit_price: "150", duration: "gtc" }));
  await one.at(waiting, "working");
  const on = await one.api.put("/api/orders/kill-switch", { account_id: one.account, on: true, flatten: true });
  assert.equal(on.status, 202, on.text);
  await one.at(waiting, "cancelled");
  await one.holds("0");
  assert.equal((await one.place(marketOrder())).body.code, "risk_kill_switch");
  await one.api.put("/api/orders/kill-switch", { account_id: one.account, on: false });
  await one.at(await one.placed(marketOrder()), "filled");
});

test("a preview says what would become of an order, and changes nothing", async () => {
  const one = await trader();
  await one.at(await one.placed(marketOrder({ quantity: "1" })), "filled");
  const preview = async (fields: Record<string, unknown>) =>
    (await one.api.post("/api/orders/preview", { account_id: one.account, ...marketOrder(fields) })).body;
  const fine = await preview({ quantity: "2" });
  assert.equal(fine.is_accepted, true);
  assert.equal(fine.position, "1");
  const refused = await preview({ quantity: "1000" });
  assert.equal(refused.is_accepted, false);
  assert.equal(refused.code, "risk_order_notional");
  assert.equal((await one.orders()).length, 1);
});

test("while the market is closed an order waits for it", async () => {
  const one = await trader();
  try {
    await moveTo(AFTER_SESSION);
    const id = await one.placed(marketOrder());
    await one.at(id, "working");
    assert.equal((await one.order(id)).venue_status, "accepted");
    await moveTo("2026-03-12T15:00:00Z");
    await one.at(id, "filled");
  } finally {
    await moveTo(DURING_SESSION);
  }
});

test("lists have pages", async () => {
  const one = await trader();
  for (let count = 0; count < 3; count += 1) await one.at(await one.placed(marketOrder({ quantity: "1" })), "filled");
  const first = (await one.api.get(`/api/orders?account_id=${one.account}&limit=2`)).body;
  const second = (await one.api.get(`/api/orders?account_id=${one.account}&limit=2&cursor=${first.next_cursor}`)).body;
  assert.equal(first.data.length + second.data.length, 3);
  assert.equal(second.next_cursor, null);
  assert.equal((await one.api.get("/api/orders?cursor=nonsense")).status, 422);
});

test("what the database has lost of an account is written again from the sequencer's own records", async () => {
  const one = await trader();
  await one.at(await one.placed(marketOrder()), "filled");
  await one.holds("10");
  const close = await one.act(await one.position(), "close", { quantity: "4" });
  await one.at(close.body.order_id, "filled");
  await one.holds("6");
  const tables = ["order_events", "executions", "positions", "orders"];
  const rows = () =>
    Promise.all(
      tables.map((table) =>
        platform().query(`SELECT * FROM ${table} WHERE account_id = ? ORDER BY 1, 2, 3`, one.account),
      ),
    );
  const before = await waitFor("all events to be written", async () => {
    const now = await rows();
    const seqs = (now[0] ?? []).map((event) => event.seq);
    return seqs.length > 0 && Math.max(...(seqs as number[])) === seqs.length && now;
  });
  for (const table of tables) await platform().query(`DELETE FROM ${table} WHERE account_id = ?`, one.account);
  const stranger = await trader();
  const theirs = await stranger.api.post("/api/orders/rebuild", { account_id: one.account });
  assert.equal(theirs.status, 404);
  assert.equal((await one.orders()).length, 0);

  const rebuilt = await one.api.post("/api/orders/rebuild", { account_id: one.account });
  assert.equal(rebuilt.status, 204, rebuilt.text);
  assert.deepEqual(await rows(), before);
  // Once more changes nothing.
  assert.equal((await one.api.post("/api/orders/rebuild", { account_id: one.account })).status, 204);
  assert.deepEqual(await rows(), before);
});
