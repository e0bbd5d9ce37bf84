// Signals that a test needs to be there, without sending an alert for each.

import { randomBytes } from "node:crypto";
import type { TestPlatform } from "./platform.ts";
import type { TestUser } from "./users.ts";

const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A new id as the platform makes them: a prefix and a ULID of the current time. */
export function newId(prefix: string, ms: number = Date.now()): string {
  let time = "";
  for (let rest = ms, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = DIGITS[rest % 32] + time;
  const random = [...randomBytes(16)].map((byte) => DIGITS[byte % 32]).join("");
  return `${prefix}_${time}${random}`;
}

export interface StoredSignal {
  id?: string;
  created_at?: number;
  ticker?: string;
  exchange?: string | null;
  direction?: string | null;
  strategy?: string | null;
  message?: string | null;
  result?: string;
  screenshot_status?: string;
  screenshot_key?: string | null;
}

/** Writes signals into the database as the accept path would have, and returns their ids in the same order. */
export async function storeSignals(
  platform: TestPlatform,
  user: TestUser,
  signals: readonly StoredSignal[],
): Promise<string[]> {
  const insert = platform.db.prepare(
    `INSERT INTO signals (id, user_id, created_at, updated_at, source, source_ip, ticker, exchange, direction, strategy,
       message, content_type, raw_body, dedupe_key, screenshot_status, screenshot_key)
     VALUES (?1, ?2, ?3, ?3, 'tradingview', '203.0.113.1', ?4, ?5, ?6, ?7, ?8, 'application/json', '{}', ?1, 'none', ?9)`,
  );
  // Only afterwards: a signal that is stored pending gets its screenshot's job at once.
  const setStatus = platform.db.prepare("UPDATE signals SET screenshot_status = ?2 WHERE id = ?1");
  const ids: string[] = [];
  const rows = signals.map((signal) => {
    const at = signal.created_at ?? Date.now();
    const id = signal.id ?? newId("sig", at);
    ids.push(id);
    return insert.bind(
      id,
      user.id,
      at,
      signal.ticker ?? "BTCUSDT",
      signal.exchange ?? null,
      signal.direction ?? null,
      signal.strategy ?? null,
      signal.message ?? null,
      signal.screenshot_key ?? null,
    );
  });
  rows.push(
    ...signals.flatMap(({ screenshot_status: status }, at) => (status ? [setStatus.bind(ids[at], status)] : [])),
  );
  const decide = platform.db.prepare("UPDATE signals SET result = ?2 WHERE id = ?1");
  rows.push(...signals.flatMap(({ result }, at) => (result ? [decide.bind(ids[at], result)] : [])));
  for (let from = 0; from < rows.length; from += 500) await platform.db.batch(rows.slice(from, from + 500));
  return ids;
}
