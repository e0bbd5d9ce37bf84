// What the walks of the traders' rooms share: traders with a practice account, an open market, and their pages.

import type { Page } from "@playwright/test";
import { Alpaca, agree, openPaperAccount } from "../../support/broker.ts";
import { Client } from "../../support/client.ts";
import { marketOrder, Trader } from "../../support/trading.ts";
import { test as base, expect, type Person, signIn } from "./test.ts";

export { expect, marketOrder };

export interface TraderFixtures {
  /** The stand-in of Alpaca, during a session, with time going on. */
  market: Alpaca;
  /** The person's own calls of the API. */
  api: Client;
  /** A practice account of the person, by the API. */
  trader: Trader;
  /** A page that is signed in as the person, who has that account. */
  traderPage: Page;
}

/** Wednesday noon in New York. All walks share the stand-in and its clock. */
const NOON = "2026-11-18T17:00:00Z";

export const test = base.extend<TraderFixtures>({
  market: async ({ baseURL }, use) => {
    const market = new Alpaca({ api: new Client(baseURL ?? "") });
    await market.clock(NOON, true);
    await use(market);
  },
  api: async ({ baseURL, person }, use) => use(new Client(baseURL ?? "").as(person.token)),
  trader: async ({ market, api }, use) => {
    expect(market).toBeDefined();
    await agree({ api });
    const account = await openPaperAccount({ api }, { name: "Practice" });
    await use(new Trader({ api }, account.id));
  },
  traderPage: async ({ page, person, trader }, use) => {
    expect(trader.account).toMatch(/^acc_/);
    await signIn(page, person);
    await use(page);
  },
});

/** Buys ten of AAPL at the market. */
export async function holdTen(trader: Trader): Promise<void> {
  await trader.at(await trader.placed(marketOrder()), "filled");
  await trader.holds("10");
}

/** Something in every room: a position, open orders, a refusal, a binding, a proposal. Returns the rooms. */
export async function furnish(trader: Trader, person: Person): Promise<string[]> {
  await holdTen(trader);
  await trader.placed(marketOrder({ type: "limit", quantity: "5", limit_price: "1.25", duration: "gtc" }));
  await trader.place(marketOrder({ quantity: "100000" }));
  const binding = await trader.api.post("/api/alert-orders/bindings", {
    account_id: trader.account,
    name: "A binding whose name goes on and on until it is longer than a phone is wide",
    strategy: "Breakout",
    sizing: "quantity",
    size: "3",
    one_position: false,
  });
  expect(binding.status, binding.text).toBe(201);
  const { pathname } = new URL(person.webhookUrl);
  const alert = { ticker: "AAPL", exchange: "NASDAQ", strategy: "Breakout", action: "buy", id: trader.account };
  expect((await trader.api.post(pathname, alert)).status).toBe(200);
  const ofAccount = `?account=${trader.account}`;
  return [`/trading${ofAccount}`, "/brokers", `/risk${ofAccount}`, "/alert-orders"];
}
