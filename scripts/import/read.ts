// Reads an export: a folder with a file for each table, or one JSON file with all of them.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { UserError } from "../setup/errors.mjs";

/** A row as it was exported. */
export type RawRow = Readonly<Record<string, unknown>>;

/** The tables of the older system that are taken over. */
export const TABLES = ["profiles", "tradingview_scripts", "script_assignments", "assignment_logs"] as const;
export type Table = (typeof TABLES)[number];
export type Export = Readonly<Record<Table, readonly RawRow[]>>;

/** Reads what stands at `from`; tables that are not there are empty, but not all of them. */
export function readExport(from: string): Export {
  if (!existsSync(from)) throw new UserError(`There is nothing at ${from}.`);
  const found = statSync(from).isDirectory() ? fromFolder(from) : fromFile(from);
  if (TABLES.every((table) => found[table] === undefined)) {
    throw new UserError(`There is none of the tables ${TABLES.join(", ")} in ${from}.`);
  }
  return Object.fromEntries(TABLES.map((table) => [table, found[table] ?? []])) as unknown as Export;
}

type Found = Partial<Record<Table, RawRow[]>>;

function fromFolder(folder: string): Found {
  const found: Found = {};
  for (const name of readdirSync(folder).sort()) {
    const table = tableOf(name);
    if (!table) continue;
    if (found[table]) throw new UserError(`There are two files for ${table} in ${folder}.`);
    found[table] = rowsOf(path.join(folder, name));
  }
  return found;
}

/** `profiles.csv`, `public.profiles.json`, `profiles_rows.csv` as Supabase's dashboard names it. */
function tableOf(fileName: string): Table | undefined {
  const match = /^(?:public\.)?(\w+?)(?:_rows)?\.(?:csv|json)$/i.exec(fileName);
  return TABLES.find((table) => table === match?.[1]?.toLowerCase());
}

function fromFile(file: string): Found {
  const table = tableOf(path.basename(file));
  if (table) return { [table]: rowsOf(file) };
  const content: unknown = parseJson(file);
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw new UserError(`${file} is no object with the tables as its members.`);
  }
  const found: Found = {};
  for (const name of TABLES) {
    const rows = (content as Record<string, unknown>)[name];
    if (rows !== undefined) found[name] = asRows(rows, `${name} in ${file}`);
  }
  return found;
}

function rowsOf(file: string): RawRow[] {
  if (/\.json$/i.test(file)) return asRows(parseJson(file), file);
  try {
    return parse(readFileSync(file), { columns: true, bom: true, skip_empty_lines: true, relax_column_count: false });
  } catch (error) {
    throw new UserError(`${file} is no CSV file with a header: ${(error as Error).message}`, { cause: error });
  }
}

function asRows(value: unknown, what: string): RawRow[] {
  const isRow = (row: unknown) => typeof row === "object" && row !== null && !Array.isArray(row);
  if (!Array.isArray(value) || !value.every(isRow)) throw new UserError(`${what} is no list of rows.`);
  return value;
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UserError(`${file} is no JSON: ${(error as Error).message}`, { cause: error });
  }
}
