// Speaks to TradingView's stand-in as TradingView's clients do, and as its control routes allow.

import type { Answer } from "./client.ts";

export interface Cookies {
  sessionid: string;
  sessionid_sign: string;
}

/** An account of the stand-in, signed in. */
export interface Account extends Cookies {
  id: number;
  username: string;
}

/** A grant, and how often which call changed it or found it there. */
export interface CountedGrant {
  pine_id: string;
  username: string;
  expiration: string | null;
  created: string;
  active: boolean;
  added: number;
  existed: number;
  modified: number;
  removed: number;
}

/** A call that was made. */
export interface Call {
  seq: number;
  at: string;
  method: string;
  path: string;
  query: string;
  caller: string | null;
  pine_id: string | null;
  username: string | null;
  status: number | null;
  fault: Record<string, unknown> | null;
}

export interface Options {
  cookies?: Cookies;
  headers?: Record<string, string>;
}

type Fields = Record<string, string>;

// Test code reads answers of many shapes; what it expects of one, its assertions say.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Json = any;

const origin = "https://www.tradingview.com";
let names = 0;

export class TradingViewClient {
  readonly #url: string;

  /** @param url the platform's origin */
  constructor(url: string) {
    this.#url = url;
  }

  get(path: string, options: Options = {}): Promise<Answer<Json>> {
    return this.#send("tradingview", "GET", path, options);
  }

  /** A form as programs send it. */
  post(path: string, fields: Fields, options: Options = {}): Promise<Answer<Json>> {
    return this.#send("tradingview", "POST", path, options, new URLSearchParams(fields));
  }

  /** A form as browsers send it. */
  postMultipart(path: string, fields: Record<string, string | Blob>, options: Options = {}): Promise<Answer<Json>> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    return this.#send("tradingview", "POST", path, options, form);
  }

  /** On the host of Pine scripts. */
  facade(path: string, options: Options = {}): Promise<Answer<Json>> {
    return this.#send("pine-facade", "GET", path, options);
  }

  /** A control route; anything but a success is an error. */
  async control(method: string, path: string, json?: unknown): Promise<Json> {
    const headers = { "content-type": "application/json" };
    const body = json === undefined ? undefined : JSON.stringify(json);
    const answer = await this.#send("tradingview", method, `/__sandbox/${path}`, { headers }, body);
    if (answer.status >= 300) throw new Error(`${method} /__sandbox/${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  /** A new account with a name of its own. */
  async account(facts: Record<string, unknown> = {}): Promise<Account> {
    const username = `Seller_${process.pid}_${++names}`;
    const made = await this.control("POST", "accounts", { username, ...facts });
    return { username, ...facts, ...made };
  }

  async addUsers(...usernames: string[]): Promise<void> {
    await this.control("POST", "users", { usernames });
  }

  /** Publishes scripts and returns their ids. */
  async addScripts(owner: string, ...scripts: Record<string, unknown>[]): Promise<string[]> {
    return (await this.control("POST", "scripts", { owner, scripts })).pine_ids;
  }

  /** What is granted now, and with `removed` also what was. */
  async grants(pineId: string, removed = false): Promise<CountedGrant[]> {
    const query = new URLSearchParams({ pine_id: pineId, removed: String(removed) });
    return (await this.control("GET", `grants?${query}`)).data;
  }

  async calls(pathPrefix: string): Promise<Call[]> {
    return (await this.control("GET", `calls?path=${encodeURIComponent(pathPrefix)}`)).data;
  }

  /** How TradingView's next requests fail; docs/sandbox.md says in which ways. */
  async fault(fault: Record<string, unknown>): Promise<void> {
    await this.control("POST", "faults", { vendor: "tradingview", ...fault });
  }

  /** Everything as at the first start, but with no limit that a fast test would meet. */
  async reset(): Promise<void> {
    await this.control("POST", "reset");
    await this.control("POST", "limits", { burst: 100_000, per_second: 100_000 });
  }

  async #send(
    vendor: string,
    method: string,
    path: string,
    { cookies, headers }: Options,
    body?: URLSearchParams | FormData | string,
  ): Promise<Answer<Json>> {
    const all: Record<string, string> = { ...(method === "GET" ? {} : { origin }), ...headers };
    if (cookies) all.cookie = `sessionid=${cookies.sessionid}; sessionid_sign=${cookies.sessionid_sign}`;
    const url = `${this.#url}/sandbox/${vendor}${path}`;
    const response = await fetch(url, { method, headers: all, body, redirect: "manual" });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parsed(text), text };
  }
}

/** The cookies that an answer sets. */
export function newCookies(headers: Headers): Cookies {
  const cookies = headers.getSetCookie().map((cookie) => {
    const [pair = ""] = cookie.split(";");
    const at = pair.indexOf("=");
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  return Object.fromEntries(cookies) as unknown as Cookies;
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
