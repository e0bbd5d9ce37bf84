// Broker accounts of a test: the stand-in of Alpaca and its controls, linking, and TradingView's side of the Broker REST API.

import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "./client.ts";
import type { TestPlatform } from "./platform.ts";
import type { TestUser } from "./users.ts";
import { waitFor } from "./wait.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer, its assertions say
type Json = any;

export type Environment = "live" | "paper";

export interface VenueAccount {
  id: string;
  account_number: string;
  access_token: string;
  environment: Environment;
}

/** The stand-in of Alpaca, by its control routes. */
export class Alpaca {
  readonly #api: Client;

  constructor(platform: Pick<TestPlatform, "api">) {
    this.#api = platform.api;
  }

  async control(method: string, path: string, json?: unknown): Promise<Json> {
    const answer = await this.#api.request(method, `/sandbox/alpaca/__sandbox/${path}`, { json });
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  account(settings: Record<string, unknown> = {}): Promise<VenueAccount> {
    return this.control("POST", "accounts", { environment: "paper", ...settings });
  }

  change(account: VenueAccount, settings: Record<string, unknown>): Promise<Json> {
    return this.control("POST", `accounts/${account.id}`, settings);
  }

  /** Sets the time; without `running` it stands still. */
  clock(at: string, running = false): Promise<Json> {
    return this.control("POST", "clock", { at, running });
  }

  /** Sets a price and waits until what is remembered of the former one is forgotten. */
  async price(symbol: string, price: string, limits: Record<string, unknown> = {}): Promise<void> {
    await this.control("POST", "prices", { symbol, price, ...limits });
    await sleep(1_500);
  }

  async calls(path: string): Promise<Json[]> {
    const { data } = await this.control("GET", `calls?path=${encodeURIComponent(path)}`);
    return data;
  }
}

/** Accepts the risk disclosure and the terms. */
export async function agree(user: { api: Client }): Promise<void> {
  const { agreement } = (await user.api.get("/api/brokers")).body;
  const answer = await user.api.post("/api/brokers/agreement", { version: agreement.version });
  assert.equal(answer.status, 200, answer.text);
}

/** Opens an account inside the platform. */
export async function openPaperAccount(user: { api: Client }, body: Record<string, unknown> = {}): Promise<Json> {
  const answer = await user.api.post("/api/brokers/paper/accounts", body);
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
}

/** Goes to the broker's page as a browser does, allows access to these accounts, and returns what it sends back. */
export async function allow(
  platform: Pick<TestPlatform, "api">,
  authorizeUrl: string,
  accounts: VenueAccount[],
  decision = "allow",
): Promise<URL> {
  const { pathname, search } = new URL(authorizeUrl);
  const page = await platform.api.get(pathname + search);
  assert.equal(page.status, 200, page.text);
  const form = new URLSearchParams({ decision });
  for (const account of accounts) form.append("account", account.id);
  const answer = await platform.api.request("POST", pathname + search, {
    body: form.toString(),
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  assert.equal(answer.status, 302, answer.text);
  return new URL(answer.headers.get("location") ?? "");
}

/** Links an account at Alpaca as a program does; the answer of the last step. */
export async function linkAlpaca(
  platform: Pick<TestPlatform, "api">,
  user: { api: Client },
  venue: VenueAccount,
): Promise<{ status: number; body: Json; text: string }> {
  const begun = await user.api.post("/api/brokers/alpaca/link", { environment: venue.environment });
  assert.equal(begun.status, 201, begun.text);
  const back = await allow(platform, begun.body.authorize_url, [venue]);
  return user.api.post("/api/brokers/alpaca/callback", {
    code: back.searchParams.get("code"),
    state: back.searchParams.get("state"),
  });
}

export interface PanelAnswer {
  status: number;
  headers: Headers;
  /** The whole body. */
  body: Json;
  /** What is in the envelope. */
  d: Json;
  errmsg: string | undefined;
}

/** TradingView's trading panel. */
export class Panel {
  readonly #api: Client;

  private constructor(api: Client) {
    this.#api = api;
  }

  /** Without a token, or with this one. */
  static with(platform: Pick<TestPlatform, "api">, token?: string): Panel {
    return new Panel(token === undefined ? platform.api : platform.api.as(token));
  }

  /** Signed in by password. */
  static async signIn(platform: Pick<TestPlatform, "api">, user: TestUser): Promise<Panel> {
    const { d } = await Panel.with(platform).send("POST", "authorize", { login: user.email, password: user.password });
    return Panel.with(platform, d.access_token);
  }

  /** Sends a request; a form where there is one. */
  async send(method: string, path: string, form?: Record<string, string>): Promise<PanelAnswer> {
    const { status, headers, body } = await this.#api.request(method, `/broker/${path}`, {
      ...(form && {
        body: new URLSearchParams(form).toString(),
        headers: { "content-type": "application/x-www-form-urlencoded" },
      }),
    });
    return { status, headers, body, d: body?.d, errmsg: body?.errmsg };
  }

  get(path: string): Promise<PanelAnswer> {
    return this.send("GET", path);
  }

  /** The data of an answer that must be a success. */
  async data(path: string): Promise<Json> {
    const { status, body, d } = await this.get(path);
    assert.deepEqual([status, body.s], [200, "ok"], JSON.stringify(body));
    return d;
  }

  /** Places an order; its id. */
  async place(account: string, form: Record<string, string>, query = ""): Promise<string> {
    const { body, d } = await this.send("POST", `accounts/${account}/orders?locale=en${query}`, form);
    assert.equal(body.s, "ok", JSON.stringify(body));
    return d.orderId;
  }

  /** The order once it has this status. */
  order(account: string, id: string, status: string): Promise<Json> {
    return waitFor(`order ${id} to be ${status}`, async () => {
      const orders: Json[] = await this.data(`accounts/${account}/orders?locale=en`);
      return orders.find((order) => order.id === id && order.status === status);
    });
  }

  /** The account once its books were read. */
  state(account: string): Promise<Json> {
    return waitFor(`the figures of ${account}`, async () => {
      const { body } = await this.get(`accounts/${account}/state?locale=en`);
      return body.s === "ok" ? body.d : undefined;
    });
  }
}
