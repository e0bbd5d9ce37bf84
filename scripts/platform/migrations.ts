// Applies the D1 migrations to a local database, as `wrangler d1 migrations apply` does: same table, same order, so
// that either may continue where the other stopped.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Miniflare } from "miniflare";
import { unstable_splitSqlQuery } from "wrangler";
import { UserError } from "../setup/errors.mjs";

type Database = Awaited<ReturnType<Miniflare["getD1Database"]>>;

/** Applies what is missing, each migration in one transaction, and returns the names of those applied. */
export async function applyMigrations(db: Database, dir: string): Promise<string[]> {
  await db
    .prepare(
      `CREATE TABLE IF NOT EXISTS d1_migrations (
         id INTEGER PRIMARY KEY AUTOINCREMENT,
         name TEXT UNIQUE,
         applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
       )`,
    )
    .run();
  const { results } = await db.prepare("SELECT name FROM d1_migrations").all<{ name: string }>();
  const applied = new Set(results.map((row) => row.name));
  const missing = migrationNames(dir).filter((name) => !applied.has(name));
  for (const name of missing) await applyMigration(db, dir, name);
  return missing;
}

export function migrationNames(dir: string): string[] {
  return readdirSync(dir)
    .filter((name) => name.endsWith(".sql"))
    .sort();
}

async function applyMigration(db: Database, dir: string, name: string): Promise<void> {
  const sql = readFileSync(path.join(dir, name), "utf8");
  try {
    await db.batch([
      ...unstable_splitSqlQuery(sql).map((statement) => db.prepare(statement)),
      db.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name),
    ]);
  } catch (error) {
    throw new UserError(`Migration ${name} failed and changed nothing: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
