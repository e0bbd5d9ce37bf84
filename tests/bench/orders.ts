// What a broker account's sequencer adds to an order: the same market orders, sent to the broker's stand-in alone and
// through the platform, in turn; then as many as fit through one account. In the end the broker's books must have every
// order once.

import assert from "node:assert/strict";
import { WebSocket } from "ws";
import { Alpaca, agree, linkAlpaca, type VenueAccount } from "../support/broker.ts";
import type { Client } from "../support/client.ts";
import { createPlatform, type TestPlatform } from "../support/platform.ts";
import { DURING_SESSION, marketOrder, Trader } from "../support/trading.ts";
import { signUp } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";
import { percentile, progress, type Scenario, type Settings, table } from "./scenario.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer, its assertions say
type Json = any;

/** Orders of each way in a round. */
const ORDERS = 40;
const WARM_UP = 5;
const SENDERS = [1, 8];
/** No limit of the account or of the broker is to be what is measured. */
const LIMITS = {
  max_trades_per_day: null,
  max_open_orders: null,
  max_position_percent: null,
  fat_finger_percent: null,
};

interface Account {
  trader: Trader;
  venue: VenueAccount;
  /** The broker's own API, signed in to another account there. */
  broker: Client;
  events: Events;
}

/** What the account's live stream has told of orders. */
class Events {
  readonly #filled = new Set<string>();
  readonly #waiting = new Map<string, () => void>();
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => {
      const { event } = JSON.parse(String(data));
      if (event?.detail?.status !== "filled") return;
      this.#filled.add(event.order_id);
      this.#waiting.get(event.order_id)?.();
    });
  }

  static async of(platform: TestPlatform, token: string, account: string): Promise<Events> {
    const url = `${platform.url.replace(/^http/, "ws")}/api/orders/stream?account_id=${account}`;
    const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` } });
    const events = new Events(socket);
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    return events;
  }

  /** Resolves when the order is told to be filled. */
  filled(id: string): Promise<void> {
    if (this.#filled.has(id)) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  close(): void {
    this.#socket.close();
  }
}

async function openAccount(platform: TestPlatform): Promise<Account> {
  const alpaca = new Alpaca(platform);
  const user = await signUp(platform);
  await platform.query("UPDATE users SET plan_id = 'unlimited' WHERE id = ?", user.id);
  await agree(user);
  const venue = await alpaca.account({ cash: "100000000" });
  const { status, body, text } = await linkAlpaca(platform, user, venue);
  assert.equal(status, 201, text);
  const limited = await user.api.put(`/api/risk/${body.id}`, { limits: LIMITS });
  assert.equal(limited.status, 200, limited.text);
  const trader = new Trader(user, body.id);
  await trader.at(await trader.placed(one()), "filled");
  const alone = await alpaca.account({ cash: "100000000" });
  const broker = platform.api.as(alone.access_token);
  return { trader, venue, broker, events: await Events.of(platform, user.accessToken, body.id) };
}

const one = (): Record<string, unknown> => marketOrder({ quantity: "1" });

interface Latencies {
  /** Until the broker alone has answered. */
  venue: number[];
  /** Until the platform has stored the order and answered. */
  stored: number[];
  /** Until the platform has told that the broker filled it. */
  told: number[];
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  const result = await work();
  return [result, performance.now() - start];
}

async function placeAtVenue({ broker }: Account): Promise<number> {
  const order = { symbol: "AAPL", qty: "1", side: "buy", type: "market", time_in_force: "day" };
  const [{ status, text }, ms] = await timed(() => broker.post("/sandbox/alpaca-paper/v2/orders", order));
  assert.equal(status, 200, text);
  return ms;
}

async function placeAtOurs({ trader, events }: Account): Promise<[stored: number, told: number]> {
  const start = performance.now();
  const { status, body, text } = await trader.api.post("/api/orders", { account_id: trader.account, ...one() });
  const stored = performance.now() - start;
  assert.equal(status, 202, text);
  await events.filled(body.order_id);
  return [stored, performance.now() - start];
}

/** The two ways in turn, so that whatever else the machine does strikes both. */
async function measureLatency(account: Account, rounds: number): Promise<Latencies> {
  const seen: Latencies = { venue: [], stored: [], told: [] };
  for (let order = -WARM_UP; order < rounds * ORDERS; order += 1) {
    const venue = await placeAtVenue(account);
    const [stored, told] = await placeAtOurs(account);
    if (order < 0) continue;
    seen.venue.push(venue);
    seen.stored.push(stored);
    seen.told.push(told);
  }
  return seen;
}

/** Orders a second through one account, of so many senders at once. */
async function measureThroughput(place: () => Promise<void>, senders: number, seconds: number): Promise<number> {
  const start = performance.now();
  let placed = 0;
  const send = async (): Promise<void> => {
    while (performance.now() - start < seconds * 1000) {
      await place();
      placed += 1;
    }
  };
  await Promise.all(Array.from({ length: senders }, send));
  return placed / ((performance.now() - start) / 1000);
}

/** Every order of ours is filled, and the broker has each once. */
async function check(platform: TestPlatform, { trader, venue }: Account): Promise<number> {
  const open = () =>
    platform.query("SELECT id FROM orders WHERE account_id = ? AND status <> 'filled' LIMIT 1", trader.account);
  await waitFor("all orders to be filled", async () => (await open()).length === 0, { limitMs: 300_000 });
  const ours = await platform.query<{ id: string }>(
    "SELECT id FROM orders WHERE account_id = ? AND json_extract(view, '$.origin') = 'user'",
    trader.account,
  );
  const theirs: Json[] = (await new Alpaca(platform).control("GET", `orders?account=${venue.id}`)).data;
  const sent = theirs.filter((order) => ours.some(({ id }) => order.client_order_id?.includes(id)));
  assert.equal(sent.length, ours.length, "the broker has an order of ours twice, or lacks one");
  return ours.length;
}

async function measure({ seconds, rounds }: Settings): Promise<string> {
  const platform = await createPlatform();
  try {
    const alpaca = new Alpaca(platform);
    await alpaca.clock(DURING_SESSION, true);
    await alpaca.control("POST", "limits", { per_minute: 10_000_000 });
    const account = await openAccount(platform);
    progress(`${rounds * ORDERS} orders each way`);
    const seen = await measureLatency(account, rounds);
    const rows: (string | number)[][] = [];
    const ms = (values: number[], percent: number): string => percentile(values, percent).toFixed(0);
    const line = (what: string, values: number[]): (string | number)[] => [what, ms(values, 50), ms(values, 99)];
    rows.push(line("the broker alone, until it has answered", seen.venue));
    rows.push(line("ours, until the order is stored and answered (202)", seen.stored));
    rows.push(line("ours, until the broker's fill is told by the stream", seen.told));
    const added = (percent: number): string =>
      (percentile(seen.told, percent) - percentile(seen.venue, percent)).toFixed(0);
    rows.push(["added by us", added(50), added(99)]);
    account.events.close();

    const rates: (string | number)[][] = [];
    for (const senders of SENDERS) {
      progress(`${senders} at once for ${seconds} s`);
      const venue = await measureThroughput(async () => void (await placeAtVenue(account)), senders, seconds);
      const ours = await measureThroughput(
        async () => {
          const answer = await account.trader.api.post("/api/orders", { account_id: account.trader.account, ...one() });
          assert.equal(answer.status, 202, answer.text);
        },
        senders,
        seconds,
      );
      rates.push([senders, venue.toFixed(0), ours.toFixed(0)]);
    }
    const checked = await check(platform, account);
    return [
      table(["until", "p50 ms", "p99 ms"], rows),
      "",
      table(["senders of one account", "the broker alone, orders/s", "ours, orders/s"], rates),
      "",
      `All ${checked} orders were filled, and the broker has each once.`,
    ].join("\n");
  } finally {
    await platform.stop();
  }
}

export const orders: Scenario = {
  about: "an order through an account's sequencer beside the broker alone: latency and orders a second",
  run: measure,
};
