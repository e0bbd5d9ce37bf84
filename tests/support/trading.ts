// A trader of a test: an account, its orders, positions and fills, by the API.

import assert from "node:assert/strict";
import type { Answer, Client, RequestOptions } from "./client.ts";
import type { TestPlatform } from "./platform.ts";
import { waitFor } from "./wait.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer, its assertions say
type Json = any;

/** During a session of US stocks. */
export const DURING_SESSION = "2026-03-11T15:00:00Z";
/** On the evening of that day, when the exchanges are closed. */
export const AFTER_SESSION = "2026-03-11T22:00:00Z";

/** A market order for ten of AAPL, or whatever else is said. */
export const marketOrder = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  symbol: "AAPL",
  side: "buy",
  type: "market",
  quantity: "10",
  ...fields,
});

const isOver = (order: Json): boolean => ["filled", "cancelled", "expired", "rejected"].includes(order.status);

export class Trader {
  readonly api: Client;
  readonly account: string;

  constructor(user: { api: Client }, account: string) {
    this.api = user.api;
    this.account = account;
  }

  /** Places an order as soon as the account is opened. */
  async place(fields: Record<string, unknown>, options?: RequestOptions): Promise<Answer<Json>> {
    const order = { account_id: this.account, ...fields };
    return waitFor("an opened account", async () => {
      const answer = await this.api.post("/api/orders", order, options);
      return answer.body.code !== "account_inactive" && answer;
    });
  }

  /** Places an order that must be taken; its id. */
  async placed(fields: Record<string, unknown>, options?: RequestOptions): Promise<string> {
    const answer = await this.place(fields, options);
    assert.equal(answer.status, 202, answer.text);
    return answer.body.order_id;
  }

  async order(id: string): Promise<Json> {
    const { status, body } = await this.api.get(`/api/orders/${id}`);
    return status === 200 ? body.order : undefined;
  }

  /** Waits until an order is at this status; the order. */
  async at(id: string, status: string): Promise<Json> {
    return waitFor(`${id} to be ${status}`, async () => {
      const order = await this.order(id);
      assert.ok(!order || order.status === status || !isOver(order), `${id} is ${order?.status}: ${order?.message}`);
      return order?.status === status && order;
    });
  }

  async orders(query = ""): Promise<Json[]> {
    return (await this.api.get(`/api/orders?account_id=${this.account}${query}`)).body.data;
  }

  async executions(query = ""): Promise<Json[]> {
    return (await this.api.get(`/api/executions?account_id=${this.account}${query}`)).body.data;
  }

  async positions(): Promise<Json[]> {
    return (await this.api.get(`/api/positions?account_id=${this.account}`)).body.data;
  }

  async position(symbol = "AAPL"): Promise<Json> {
    return (await this.positions()).find((position) => position.symbol === symbol);
  }

  /** Waits until so many units are held. */
  async holds(quantity: string, symbol = "AAPL"): Promise<void> {
    await waitFor(`${quantity} ${symbol}`, async () => ((await this.position(symbol))?.quantity ?? "0") === quantity);
  }

  /** Does something about a position. */
  act(position: Json, what: string, body: unknown = {}, options?: RequestOptions): Promise<Answer<Json>> {
    return this.api.post(`/api/positions/${position.id}/${what}`, body, options);
  }
}

/** What must hold in the database after everything: numbers without a gap, no fill twice, sums that agree. */
export async function checkBooks(platform: Pick<TestPlatform, "query">, account: string): Promise<void> {
  const events = await platform.query<{ seq: number }>(
    "SELECT seq FROM order_events WHERE account_id = ? ORDER BY seq",
    account,
  );
  assert.deepEqual(
    events.map((event) => event.seq),
    events.map((_, index) => index + 1),
    "the audit log has a gap",
  );
  const keys = await platform.query<{ venue_key: string }>(
    "SELECT venue_key FROM executions WHERE account_id = ?",
    account,
  );
  assert.equal(new Set(keys.map((row) => row.venue_key)).size, keys.length, "a fill is there twice");
}
