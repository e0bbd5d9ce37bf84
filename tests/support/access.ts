// Sellers who have scripts to share, and what became of the access to them: in the books and on TradingView.

import assert from "node:assert/strict";
import type { Client } from "./client.ts";
import { connect, createSeller, type Seller, TradingView } from "./tradingview.ts";
import { waitFor } from "./wait.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer, its assertions say
type Json = any;

/** The limit only ends a test that would hang. */
export const PATIENCE = { limitMs: 240_000 };

/** No test waits for the spacing that real people's TradingView wants. */
export const FAST = { TRADINGVIEW_SPACING_MS: "5" };

export interface SharedScript {
  id: string;
  pine_id: string;
  title: string;
}

export interface Sharer extends Seller {
  scripts: SharedScript[];
}

/** A grant as TradingView has it, with how often it was touched. */
export interface TradingViewGrant {
  pine_id: string;
  username: string;
  expiration: string | null;
  active: boolean;
  added: number;
  existed: number;
  modified: number;
  removed: number;
}

/** Lifts the limits of the sandbox's TradingView, which are there for tests of their own. */
export const unlimited = (platform: { api: Client }) => setLimits(platform, { burst: 1_000_000, per_second: 1000 });

export async function setLimits(platform: { api: Client }, limits: Record<string, number>): Promise<void> {
  const answer = await platform.api.post("/sandbox/tradingview/__sandbox/limits", limits);
  assert.ok(answer.status < 300, answer.text);
}

/** A seller who is connected and whose invite-only scripts are synced. */
export async function createSharer(platform: { api: Client }, titles = ["Trend Compass"]): Promise<Sharer> {
  const seller = await createSeller(platform);
  const facts = titles.map((name) => ({ name, access: "invite_only" as const }));
  await new TradingView(platform).publish(seller.account, facts);
  await connect(seller);
  const sync = await seller.api.post("/api/sync");
  assert.equal(sync.status, 202, sync.text);
  const scripts = await waitFor(
    "the scripts",
    async () => {
      const { body } = await seller.api.get("/api/scripts?limit=200");
      return body.data.length === titles.length ? (body.data as SharedScript[]) : undefined;
    },
    PATIENCE,
  );
  return { ...seller, scripts: titles.map((title) => find(scripts, (script) => script.title === title)) };
}

function find<Value>(values: Value[], wanted: (value: Value) => boolean): Value {
  const value = values.find(wanted);
  assert.ok(value !== undefined);
  return value;
}

let made = 0;
const run = Date.now().toString(36);

/** Names of users who are on TradingView from now on. */
export async function createBuyers(platform: { api: Client }, count: number): Promise<string[]> {
  const usernames = Array.from({ length: count }, () => `Buyer_${run}_${made++}`);
  const answer = await platform.api.post("/sandbox/tradingview/__sandbox/users", { usernames });
  assert.equal(answer.status, 204, answer.text);
  return usernames;
}

/** What TradingView has for a script, users whose access was removed included. */
export async function grantsOn(platform: { api: Client }, script: SharedScript): Promise<TradingViewGrant[]> {
  const path = `/sandbox/tradingview/__sandbox/grants?removed=true&pine_id=${encodeURIComponent(script.pine_id)}`;
  return (await platform.api.get(path)).body.data;
}

export async function grantOn(
  platform: { api: Client },
  script: SharedScript,
  username: string,
): Promise<TradingViewGrant | undefined> {
  return (await grantsOn(platform, script)).find((grant) => grant.username === username);
}

/** Asks for access and returns the grant. */
export async function give(seller: Sharer, body: Record<string, unknown>, script = seller.scripts[0]): Promise<Json> {
  const answer = await seller.api.post("/api/access", { script_id: script?.id, ...body });
  assert.equal(answer.status, 202, answer.text);
  return answer.body;
}

/** The grant once nothing more is wanted of it. */
export function settled(seller: { api: Client }, id: string): Promise<Json> {
  return waitFor(
    `grant ${id} to settle`,
    async () => {
      const { body } = await seller.api.get(`/api/access/${id}`);
      return body.open_changes === 0 ? body : undefined;
    },
    PATIENCE,
  );
}

/** The job once it is over. */
export function finished(seller: { api: Client }, id: string): Promise<Json> {
  return waitFor(
    `job ${id} to end`,
    async () => {
      const { body } = await seller.api.get(`/api/access-jobs/${id}`);
      return body.finished_at === null || body.pending > 0 ? undefined : body;
    },
    PATIENCE,
  );
}

/** Every row of a list. */
export async function all(api: Client, path: string): Promise<Json[]> {
  const rows: Json[] = [];
  let cursor: string | null = null;
  do {
    const join = path.includes("?") ? "&" : "?";
    const page: Json = (await api.get(`${path}${join}limit=200${cursor ? `&cursor=${cursor}` : ""}`)).body;
    rows.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor);
  return rows;
}

/** The kinds and outcomes of a grant's log, without what happened before the first request. */
export const steps = (grant: Json): string[] =>
  grant.log
    .filter((line: Json) => line.kind !== "requested")
    .map((line: Json) => `${line.kind} ${line.outcome}${line.failure ? ` ${line.failure}` : ""}`);
