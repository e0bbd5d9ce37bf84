// The objects of an account are forgotten in the middle of its orders, as the platform does when it needs room or moves
// them: what is in memory is gone, calls that were under way have no answer. What was stored must be enough. (An object
// that holds a broker's stream is not forgotten but dies with its process: that is tests/faults/orders.test.ts.)

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Alpaca, agree, openPaperAccount } from "../support/broker.ts";
import { usePlatform } from "../support/platform.ts";
import { checkBooks, DURING_SESSION, marketOrder, Trader } from "../support/trading.ts";
import { signUp, type TestUser } from "../support/users.ts";

const ROUNDS = 5;
const ORDERS = 3;

const platform = usePlatform();
let alpaca: Alpaca;

beforeEach(async () => {
  alpaca = new Alpaca(platform());
  await alpaca.clock(DURING_SESSION, true);
  await alpaca.price("AAPL", "200");
});

async function newUser(): Promise<TestUser> {
  const user = await signUp(platform());
  await platform().query("UPDATE users SET plan_id = 'unlimited' WHERE id = ?", user.id);
  await agree(user);
  return user;
}

const evict = (worker: string, object: string, account: string): Promise<void> =>
  platform().platform.miniflare.unsafeEvictDurableObject(`pinewire-${worker}`, object, { name: account });

/** Places orders while `forget` happens at every stage of them; who gets no answer asks again under the same key. */
async function tradeThrough(trader: Trader, forget: () => Promise<void>): Promise<void> {
  const one = marketOrder({ quantity: "1" });
  const options = (key: string) => ({ headers: { "idempotency-key": key } });
  await trader.at(await trader.placed(one, options("first")), "filled");
  const ids = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const keys = Array.from({ length: ORDERS }, (_, order) => `${round}-${order}`);
    const sent = keys.map((key) => trader.place(one, options(key)).catch(() => undefined));
    await sleep(round * 15);
    await forget();
    await Promise.all(sent);
    for (const key of keys) ids.add(await trader.placed(one, options(key)));
  }
  assert.equal(ids.size, ROUNDS * ORDERS, "a key has two orders, or an order two keys");
  for (const id of ids) await trader.at(id, "filled");
  await trader.holds(String(1 + ROUNDS * ORDERS));
  await checkBooks(platform(), trader.account);
  const fills = await trader.executions("&limit=200");
  const units = fills.reduce((sum, fill) => sum + Number(fill.quantity), 0);
  assert.equal(units, 1 + ROUNDS * ORDERS, "fills are missing or counted twice");
}

test("a sequencer that is forgotten in the middle sends no order twice and counts no fill twice", async () => {
  const user = await newUser();
  const { id } = await openPaperAccount(user);
  await tradeThrough(new Trader(user, id), () => evict("order-sequencer", "OrderSequencer", id));
});

test("a paper venue that is forgotten in the middle still tells what it did", async () => {
  const user = await newUser();
  const { id } = await openPaperAccount(user);
  await tradeThrough(new Trader(user, id), () => evict("venue-paper", "PaperVenue", id));
});

test("both may be forgotten at once", async () => {
  const user = await newUser();
  const { id } = await openPaperAccount(user);
  await tradeThrough(new Trader(user, id), async () => {
    await Promise.all([evict("venue-paper", "PaperVenue", id), evict("order-sequencer", "OrderSequencer", id)]);
  });
});

test("an account forgotten while an order waits hears of its fill", async () => {
  const user = await newUser();
  const { id } = await openPaperAccount(user);
  const trader = new Trader(user, id);
  const waiting = await trader.placed(marketOrder({ type: "limit", limit_price: "150", duration: "gtc" }));
  await trader.at(waiting, "working");
  await evict("order-sequencer", "OrderSequencer", id);
  await evict("venue-paper", "PaperVenue", id);
  await alpaca.price("AAPL", "149");
  await trader.at(waiting, "filled");
  await trader.holds("10");
  await alpaca.price("AAPL", "200");
});
