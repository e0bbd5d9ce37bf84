// What the walks of the sellers' rooms share: sellers with an account on the sandbox's TradingView, and their pages.

import type { Page } from "@playwright/test";
import { createBuyers, createSharer, type Sharer, unlimited } from "../../support/access.ts";
import { Client } from "../../support/client.ts";
import { createSeller, type Seller, TradingView } from "../../support/tradingview.ts";
import { test as base, expect, signIn } from "./test.ts";

export { expect };

interface Platform {
  url: string;
  /** A client that is not signed in. */
  api: Client;
}

export interface SellerFixtures {
  platform: Platform;
  tradingView: TradingView;
  /** Somebody who sells and is not connected yet. */
  seller: Seller;
  /** A page that is signed in as `seller`. */
  sellerPage: Page;
  /** Somebody who is connected and whose scripts “Trend Compass” and “Swing Engine” are synced. */
  sharer: Sharer;
  /** A page that is signed in as `sharer`. */
  sharerPage: Page;
  /** Names of two users who are on TradingView. */
  buyers: [string, string];
}

export const test = base.extend<SellerFixtures>({
  platform: async ({ baseURL }, use) => {
    const url = baseURL ?? "";
    const platform = { url, api: new Client(url) };
    await unlimited(platform);
    await use(platform);
  },
  tradingView: async ({ platform }, use) => use(new TradingView(platform)),
  seller: async ({ platform }, use) => use(await createSeller(platform)),
  sellerPage: async ({ page, seller }, use) => {
    await signInAs(page, seller);
    await use(page);
  },
  sharer: async ({ platform }, use) => use(await createSharer(platform, ["Trend Compass", "Swing Engine"])),
  sharerPage: async ({ page, sharer }, use) => {
    await signInAs(page, sharer);
    await use(page);
  },
  buyers: async ({ platform }, use) => {
    const [one = "", other = ""] = await createBuyers(platform, 2);
    await use([one, other]);
  },
});

function signInAs(page: Page, { user: { email, password } }: Seller): Promise<void> {
  return signIn(page, { email, password });
}

/** The script of a sharer by its title. */
export function scriptOf(sharer: Sharer, title: string) {
  const script = sharer.scripts.find((each) => each.title === title);
  if (!script) throw new Error(`${title} was not synced`);
  return script;
}
