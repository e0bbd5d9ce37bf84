// The sandbox's TradingView as tests use it: accounts, scripts and faults, and sellers who are connected to it.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Client } from "./client.ts";
import { signUp, type TestUser } from "./users.ts";

/** An account on TradingView with a session of its own. */
export interface TradingViewAccount {
  id: number;
  username: string;
  password: string;
  sessionid: string;
  sessionid_sign: string;
}

export interface ScriptFacts {
  name: string;
  access?: "invite_only" | "open" | "protected";
  kind?: string;
  version?: string;
  likes?: number;
  image?: string;
  description?: string;
}

const CONTROL = "/sandbox/tradingview/__sandbox";

/** The sandbox's TradingView, by its control routes. */
export class TradingView {
  readonly #api: Client;

  constructor(platform: { api: Client }) {
    this.#api = platform.api;
  }

  async #send(method: string, path: string, json?: unknown) {
    const { status, body, text } = await this.#api.request(method, `${CONTROL}${path}`, { json });
    assert.ok(status >= 200 && status < 300, `${method} ${path}: ${status} ${text}`);
    return body;
  }

  /** A new account, signed in. */
  async account(facts: Record<string, unknown> = {}): Promise<TradingViewAccount> {
    const username = `Seller_${randomUUID().slice(0, 8)}`;
    const password = "a password of TradingView";
    const account = { username, password, plan: "pro_premium", coins: 7, ...facts };
    const signedIn = await this.#send("POST", "/accounts", account);
    return { username: account.username, password, ...signedIn };
  }

  /** The same account in a new session, as if its owner had signed in again. */
  async signInAgain(account: TradingViewAccount): Promise<TradingViewAccount> {
    const facts = { username: account.username, password: account.password, plan: "pro_premium", coins: 7 };
    return { ...account, ...(await this.#send("POST", "/accounts", facts)) };
  }

  /** Ends a session. */
  expire = (sessionid: string) => this.#send("POST", "/expire", { sessionid });

  /** Publishes scripts and returns their ids. */
  async publish(account: TradingViewAccount, scripts: ScriptFacts[]): Promise<string[]> {
    return (await this.#send("POST", "/scripts", { owner: account.username, scripts })).pine_ids;
  }

  /** Takes a script away. */
  unpublish = (pineId: string) => this.#send("DELETE", `/scripts/${encodeURIComponent(pineId)}`);

  fault = (fault: Record<string, unknown>) => this.#send("POST", "/faults", { vendor: "tradingview", ...fault });
  clearFaults = () => this.#send("DELETE", "/faults");
  /** Gives new cookies with every so many answers. */
  rotate = (everyCalls: number, graceMs = 0) =>
    this.#send("POST", "/rotation", { every_calls: everyCalls, grace_ms: graceMs });

  /** Requests that came for paths that begin so. */
  async calls(path = "/"): Promise<{ path: string; status: number }[]> {
    return (await this.#send("GET", `/calls?path=${encodeURIComponent(path)}`)).data;
  }

  clearCalls = () => this.#send("DELETE", "/calls");
}

/** A seller with an account on TradingView. */
export interface Seller {
  user: TestUser;
  api: Client;
  account: TradingViewAccount;
}

/** Somebody new who sells, not connected yet. */
export async function createSeller(platform: { api: Client }, facts: Record<string, unknown> = {}): Promise<Seller> {
  const [user, account] = await Promise.all([signUp(platform), new TradingView(platform).account(facts)]);
  return { user, api: user.api, account };
}

/** The body of `POST /api/connect` for this session. */
export async function connectBody(api: Client, account: TradingViewAccount): Promise<Record<string, string>> {
  const { body } = await api.get("/api/connect");
  const { sessionid, sessionid_sign } = account;
  return { sessionid, sessionid_sign, consent_version: body.consent.version };
}

/** Connects a seller; returns the connection. */
export async function connect({ api, account }: Pick<Seller, "api" | "account">) {
  const answer = await api.post("/api/connect", await connectBody(api, account));
  assert.ok([200, 201].includes(answer.status), answer.text);
  return answer.body.connection;
}
