// Alerts that become orders, on the platform as it is run, killed without warning when it was decided what an alert becomes
// and the account's sequencer may or may not have been told. In the end every alert is one order of each binding.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Alpaca, agree, linkAlpaca } from "../support/broker.ts";
import { RunningPlatform } from "../support/running-platform.ts";
import { DURING_SESSION, Trader } from "../support/trading.ts";
import { signUp } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer, its assertions say
type Json = any;

const PATIENCE = { limitMs: 240_000, everyMs: 500 };
/** An alert is one order for each of them. */
const BINDINGS = 5;
/** Kills that have to strike while an order is being sent, and how often that is tried. */
const STRIKES = 3;
const MOST_ROUNDS = 8;

describe("alerts", { timeout: 900_000 }, () => {
  let platform: RunningPlatform;
  before(async () => {
    platform = await RunningPlatform.create();
  });
  after(() => platform?.remove());

  test("that are on their way to the broker when everything dies become one order each", async () => {
    const alpaca = new Alpaca(platform);
    await alpaca.clock(DURING_SESSION, true);
    const user = await signUp(platform);
    const session = (await platform.api.post("/api/auth/login", platform.demo.admin)).body;
    const admin = platform.api.as(session.access_token);
    assert.equal((await admin.put(`/api/admin/users/${user.id}`, { plan_id: "unlimited" })).status, 200);
    await user.api.put("/api/config", { screenshots_enabled: false });
    await agree(user);
    const venue = await alpaca.account();
    const { body: account } = await linkAlpaca(platform, user, venue);
    const limits = { max_trades_per_day: null, max_open_orders: null };
    assert.equal((await user.api.put(`/api/risk/${account.id}`, { limits })).status, 200);
    const trader = new Trader(user, account.id);
    for (let binding = 0; binding < BINDINGS; binding += 1) {
      const rules = {
        account_id: account.id,
        sizing: "quantity",
        size: "1",
        approval: "automatic",
        one_position: false,
      };
      const added = await user.api.post("/api/alert-orders/bindings", rules);
      assert.equal(added.status, 201, added.text);
    }

    const statuses = (signal: string): string[] =>
      platform
        .query<{ status: string }>("SELECT status FROM alert_orders WHERE signal_id = ?", signal)
        .map((row) => row.status);
    const isDone = (signal: string): boolean => {
      const all = statuses(signal);
      return all.length === BINDINGS && all.every((status) => status === "placed");
    };
    const signals: string[] = [];
    let struck = 0;
    for (let round = 0; round < MOST_ROUNDS && struck < STRIKES; round += 1) {
      const alert = { ticker: "AAPL", exchange: "NASDAQ", action: "buy", id: `round-${round}` };
      const { status, body, text } = await user.alert(alert);
      assert.equal(status, 200, text);
      const signal = String(body.signal_id);
      signals.push(signal);
      while (!statuses(signal).includes("sending") && !isDone(signal)) await sleep(1);
      await platform.kill9();
      if (statuses(signal).includes("sending")) struck += 1;
      await platform.start();
      await waitFor(`the orders of ${signal}`, () => isDone(signal), PATIENCE);
    }
    assert.ok(struck > 0, "no kill struck while an order was being sent");

    // An order that could not be sent for half a minute is not sent any more: the market has moved on.
    const isOver = (order: Json) => order.status === "filled" || order.reject_code === "venue_unreachable";
    const expected = signals.length * BINDINGS;
    const orders = await waitFor(
      "all orders to end",
      async () => {
        const all = await trader.orders("&limit=100");
        return all.length === expected && all.every(isOver) && all;
      },
      PATIENCE,
    );
    const filled = orders.filter((order) => order.status === "filled");
    assert.ok(filled.length > 0);
    await trader.holds(String(filled.length));
    const theirs: Json[] = (await alpaca.control("GET", `orders?account=${venue.id}`)).data;
    assert.equal(theirs.length, filled.length, "the broker has an order twice, or lacks one");
    const pairs = orders.map((order) => `${order.signal_id} ${order.binding_id}`);
    assert.equal(new Set(pairs).size, expected, "an alert is two orders of a binding");
  });
});
