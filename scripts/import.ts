// `npm run import -- --from <folder|file>`: takes over what an older system has exported. See docs/migrate.md.
//
//   --from PATH            the export: a folder with a CSV or JSON file for each table, or one JSON file
//   --dry-run              only tells what would come of it
//   --url URL              the platform; http://localhost:8787 if absent
//   --key-file FILE        the older system's key of the cookies (else: TRADINGVIEW_ENCRYPTION_KEY)
//   --sellers-consented V  the sellers have agreed to the text on data access of version V: their cookies may be moved
//   --owner PROFILE=USER   this profile belongs to this account; may be given more than once
//   --report FILE          writes the whole report as JSON
//   --rollback ID          takes an import back
//
// The admin who does it: PINEWIRE_EMAIL and PINEWIRE_PASSWORD.

import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Api } from "./import/api.ts";
import { type ImportReport, type Kind, rollBack, runImport } from "./import/run.ts";
import { exitWith, UserError } from "./setup/errors.mjs";

/** Rows that are shown; the report has all. */
const SHOWN = 20;

const options = {
  from: { type: "string" },
  "dry-run": { type: "boolean", default: false },
  url: { type: "string", default: "http://localhost:8787" },
  "key-file": { type: "string" },
  "sellers-consented": { type: "string" },
  owner: { type: "string", multiple: true, default: [] as string[] },
  report: { type: "string" },
  rollback: { type: "string" },
} as const;

async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  const { PINEWIRE_EMAIL: email, PINEWIRE_PASSWORD: password } = process.env;
  if (!email || !password) throw new UserError("Set PINEWIRE_EMAIL and PINEWIRE_PASSWORD to those of an admin.");
  const api = new Api(values.url, { email, password });
  if (values.rollback) {
    const { removed, kept } = await rollBack(api, values.rollback);
    print(`${removed} rows were removed; ${kept} have been used since and stay.`);
    return;
  }
  if (!values.from) throw new UserError("Say where the export is: npm run import -- --from <folder|file>");
  const key = values["key-file"]
    ? readFileSync(values["key-file"], "utf8").trim()
    : process.env.TRADINGVIEW_ENCRYPTION_KEY;
  const consent = values["sellers-consented"];
  if (key && !consent) {
    throw new UserError("Cookies are moved only with their sellers' consent: add --sellers-consented <version>.");
  }
  const report = await runImport(api, {
    from: values.from,
    dryRun: values["dry-run"],
    key: key || undefined,
    consent,
    owners: new Map(values.owner.map(owner)),
    onProgress: (text) => process.stderr.isTTY && process.stderr.write(`\r\x1b[K${text}`),
  });
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  show(report);
  if (values.report) writeFileSync(values.report, `${JSON.stringify(report, null, 2)}\n`);
}

function owner(pair: string): [string, string] {
  const [profile, account, ...rest] = pair.split("=");
  if (!profile || !account || rest.length > 0) throw new UserError(`--owner wants PROFILE=USER, not ${pair}`);
  return [profile, account];
}

function show(report: ImportReport): void {
  print(report.dry_run ? "This is what would come of it:" : `Import ${report.import_id}:`);
  for (const [kind, { created, existing, refused }] of Object.entries(report.counts) as [
    Kind,
    ImportReport["counts"][Kind],
  ][]) {
    print(`  ${`${kind}s`.padEnd(12)} ${created} new, ${existing} there already, ${refused} refused`);
  }
  if (report.skipped_profiles > 0) print(`  ${report.skipped_profiles} profiles belong to people who sold nothing.`);
  list(
    "Refused",
    report.refused.map((row) => `${row.kind} ${row.old_id}: ${row.reason}`),
  );
  list(
    "Left to do",
    report.notes.map((row) => `${row.kind} ${row.old_id}: ${row.note}`),
  );
  if (!report.dry_run) print(`To take it back: npm run import -- --rollback ${report.import_id}`);
}

function list(title: string, lines: string[]): void {
  if (lines.length === 0) return;
  print(`${title}:`);
  for (const line of lines.slice(0, SHOWN)) print(`  ${line}`);
  if (lines.length > SHOWN) print(`  and ${lines.length - SHOWN} more; --report FILE writes all.`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch(exitWith);
