// A shop that tells a seller's purchase hook what was bought.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import type { Answer, Client } from "./client.ts";

export interface ShopEvent {
  event_id: string;
  event: string;
  product: string;
  order_id?: string;
  email?: string;
  tradingview_username?: string;
  occurred_at?: string;
  [field: string]: unknown;
}

export class Shop {
  readonly hookId: string;
  readonly path: string;
  readonly secret: string;
  readonly #api: Client;

  constructor(api: Client, created: { id: string; url: string; secret: string }) {
    this.#api = api.with({ authorization: "" });
    this.hookId = created.id;
    this.path = new URL(created.url).pathname;
    this.secret = created.secret;
  }

  /** The headers of a signed message. */
  sign(body: string, at = new Date(), secret = this.secret): Record<string, string> {
    const id = `msg_${randomUUID()}`;
    return {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": new Webhook(secret).sign(id, at, body),
    };
  }

  /** Tells of an event; what is missing is made up. */
  tell(event: Partial<ShopEvent>): Promise<Answer> {
    const body = JSON.stringify({ event_id: `evt-${randomUUID()}`, event: "purchase", product: "trend", ...event });
    return this.send(body, this.sign(body));
  }

  send(body: string, headers: Record<string, string>): Promise<Answer> {
    return this.#api.request("POST", this.path, { body, headers });
  }
}

/** A hook of a seller, as the shop uses it. */
export async function createShop(platform: { api: Client }, seller: { api: Client }, secret?: string): Promise<Shop> {
  const { status, body, text } = await seller.api.post("/api/purchase-hooks", { name: "My shop", secret });
  assert.equal(status, 201, text);
  return new Shop(platform.api, body);
}
