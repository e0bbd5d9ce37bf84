// Orders on the platform as it is run, killed without warning while they are on their way to the broker, and to the paper
// venue. In the end the books say what the broker's say, no order was sent twice, and no fill is counted twice.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Alpaca, agree, linkAlpaca, openPaperAccount, type VenueAccount } from "../support/broker.ts";
import { RunningPlatform } from "../support/running-platform.ts";
import { DURING_SESSION, marketOrder, Trader } from "../support/trading.ts";
import { signUp } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer, its assertions say
type Json = any;

const PATIENCE = { limitMs: 240_000, everyMs: 500 };
const ROUNDS = 4;
const ORDERS = 6;

describe("orders", { timeout: 900_000 }, () => {
  let platform: RunningPlatform;
  before(async () => {
    platform = await RunningPlatform.create();
  });
  after(() => platform?.remove());

  const ofVenue = async (alpaca: Alpaca, venue: VenueAccount): Promise<Json[]> =>
    (await alpaca.control("GET", `orders?account=${venue.id}`)).data;

  test("survive the death of everything in the middle of them", async () => {
    const alpaca = new Alpaca(platform);
    await alpaca.clock(DURING_SESSION, true);
    const user = await signUp(platform);
    const { admin } = platform.demo;
    const session = (await platform.api.post("/api/auth/login", admin)).body;
    const promoted = await platform.api
      .as(session.access_token)
      .put(`/api/admin/users/${user.id}`, { plan_id: "unlimited" });
    assert.equal(promoted.status, 200, promoted.text);
    await agree(user);
    const limits = { max_trades_per_day: null, max_order_notional: null, fat_finger_percent: null };
    const venue = await alpaca.account();
    const { body: account } = await linkAlpaca(platform, user, venue);
    const traders = [account.id, (await openPaperAccount(user)).id].map((id) => new Trader(user, id));
    for (const { account } of traders) {
      const limited = await user.api.put(`/api/risk/${account}`, { limits, version: 0 });
      assert.equal(limited.status, 200, limited.text);
    }

    const keys: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await platform.api.post("/sandbox/faults", {
        vendor: "alpaca",
        path_prefix: "/v2/orders",
        status: 502,
        effect: round % 2 === 0 ? "after" : "before",
        times: 2,
      });
      const fresh = Array.from({ length: ORDERS }, (_, order) => `round-${round}-order-${order}`);
      keys.push(...fresh);
      const sent = traders.flatMap((trader) => fresh.map((key) => placeOne(trader, key).catch(() => undefined)));
      // Some have an answer by now, some are on their way.
      await Promise.race(sent);
      await platform.kill9();
      await Promise.all(sent);
      await platform.start();
    }

    for (const trader of traders) await settle(trader, keys);
    const theirs = await ofVenue(alpaca, venue);
    const clientIds = theirs.map((order) => order.client_order_id);
    assert.equal(new Set(clientIds).size, clientIds.length);
    assert.equal(theirs.length, keys.length, "the broker has an order twice, or lacks one");
  });
});

/** For each account, an order of its own under the same key. */
const placeOne = (trader: Trader, key: string) =>
  trader.place(marketOrder({ quantity: "1" }), { headers: { "idempotency-key": `${trader.account}-${key}` } });

/** Who got no answer asks again, under the same key; then every order is filled and counted once. */
async function settle(trader: Trader, keys: readonly string[]): Promise<void> {
  const ids = new Set<string>();
  for (const key of keys) {
    const answer = await placeOne(trader, key);
    assert.equal(answer.status, 202, answer.text);
    ids.add(answer.body.order_id);
  }
  assert.equal(ids.size, keys.length, "a key has two orders, or an order two keys");
  await waitFor(
    "all orders to end",
    async () => {
      const orders: Json[] = [];
      for (const id of ids) orders.push(await trader.order(id));
      return orders.every((order) => order?.status === "filled");
    },
    PATIENCE,
  );
  await trader.holds(String(keys.length));
  const counted = async () => {
    const fills = await trader.executions("&limit=200");
    assert.equal(new Set(fills.map((fill: Json) => fill.id)).size, fills.length);
    const units = fills.reduce((sum: number, fill: Json) => sum + Number(fill.quantity), 0);
    assert.ok(units <= keys.length, "a fill is counted twice");
    return units === keys.length;
  };
  // The paper venue keeps its news until they are taken in. A broker tells of a single fill once: what it told a process
  // that was dying is counted as a sum, half a minute after the order last changed.
  await waitFor("all fills", counted, PATIENCE);
}
