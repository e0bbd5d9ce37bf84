// Many grants in the books, written as a bulk job would have left them.

import assert from "node:assert/strict";
import type { SharedScript, Sharer } from "../support/access.ts";
import type { TestPlatform } from "../support/platform.ts";
import { newId } from "../support/signals.ts";

const DAY_MS = 86_400_000;
const AT_ONCE = 500;

export interface BookedGrant {
  username: string;
  expiration: string;
}

/** Adds active grants that end within a year, a few each day. */
export async function bookGrants(
  platform: TestPlatform,
  seller: Sharer,
  script: SharedScript,
  count: number,
): Promise<BookedGrant[]> {
  const insert = platform.db.prepare(
    `INSERT INTO access_grants (id, user_id, script_id, username, username_key, created_at, updated_at, status, has_access,
       expires_at, granted_at, source)
     VALUES (?1, ?2, ?3, ?4, lower(?4), ?5, ?5, 'active', 1, ?6, ?5, 'bulk')`,
  );
  const began = Date.now() - DAY_MS;
  const grants: BookedGrant[] = [];
  for (let from = 0; from < count; from += AT_ONCE) {
    const rows = [];
    for (let at = from; at < Math.min(from + AT_ONCE, count); at += 1) {
      const username = `Subscriber_${at}`;
      const expiresAt = Math.floor((began + (30 + (at % 335)) * DAY_MS) / 1000) * 1000;
      grants.push({ username, expiration: new Date(expiresAt).toISOString() });
      rows.push(insert.bind(newId("grt", began + at), seller.user.id, script.id, username, began + at, expiresAt));
    }
    await platform.db.batch(rows);
  }
  const [{ n } = { n: 0 }] = await platform.query<{ n: number }>(
    "SELECT count(*) AS n FROM access_grants WHERE user_id = ?",
    seller.user.id,
  );
  assert.equal(n, count);
  return grants;
}
