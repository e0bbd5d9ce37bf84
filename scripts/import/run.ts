// The import itself: rows are sent in the order in which they hang on each other, some at a time. Rows that are there
// already come back as they are, so that whatever was cut off goes on by being run again.

import { createHash } from "node:crypto";
import type { Api } from "./api.ts";
import { decrypt } from "./cookies.ts";
import { type Mapped, mapExport, type Refused } from "./map.ts";
import { readExport } from "./read.ts";

export interface ImportOptions {
  from: string;
  dryRun: boolean;
  /** The older system's key of its cookies. */
  key?: string;
  /** The version of the text on data access that the sellers have agreed to, as the operator assures. */
  consent?: string;
  /** Accounts that profiles are known to belong to, by the profile's id. */
  owners: ReadonlyMap<string, string>;
  onProgress?: (text: string) => void;
}

export interface RowResult {
  old_id: string;
  outcome: "created" | "existing" | "refused";
  reason: string | null;
  new_id: string | null;
}

export type Kind = Refused["kind"];

export interface ImportReport {
  import_id: string | null;
  dry_run: boolean;
  counts: Record<Kind, { created: number; existing: number; refused: number }>;
  /** Profiles of people who never sold anything. */
  skipped_profiles: number;
  /** Rows that were not taken over, and why. */
  refused: Refused[];
  /** What is left to do about rows that were. */
  notes: { kind: Kind; old_id: string; note: string }[];
}

/** Rows of one request, as the API allows them. */
const CHUNK: Record<Kind, number> = { profile: 10, script: 200, assignment: 200, log: 200 };

/** Imports an export, or only tells what would come of it. */
export async function runImport(api: Api, options: ImportOptions): Promise<ImportReport> {
  const mapped = mapExport(readExport(options.from));
  const { id } = await api.post("/api/admin/imports", { source: sourceOf(mapped, options) });
  const report: ImportReport = {
    import_id: options.dryRun ? null : id,
    dry_run: options.dryRun,
    counts: { profile: none(), script: none(), assignment: none(), log: none() },
    skipped_profiles: mapped.skipped,
    refused: [],
    notes: [],
  };
  for (const row of mapped.refused) note(report, row.kind, { ...row, outcome: "refused", new_id: null });
  const send = async (kind: Kind, member: string, rows: { id: string }[]) => {
    for (let start = 0; start < rows.length; start += CHUNK[kind]) {
      const chunk = rows.slice(start, start + CHUNK[kind]);
      const body = { dry_run: options.dryRun, [member]: chunk };
      const { results } = await api.post(`/api/admin/imports/${id}/rows`, body);
      for (const result of results as RowResult[]) note(report, kind, result);
      options.onProgress?.(`${member}: ${Math.min(start + chunk.length, rows.length)} of ${rows.length}`);
    }
  };
  await send("profile", "profiles", profilesToSend(mapped, options, report));
  await send("script", "scripts", mapped.scripts);
  await send("assignment", "assignments", mapped.assignments);
  await send("log", "logs", mapped.logs);
  // A dry run leaves nothing, not even its own name.
  if (options.dryRun) await rollBackIfEmpty(api, id);
  else await api.post(`/api/admin/imports/${id}/finish`);
  return report;
}

export interface RollbackReport {
  removed: number;
  kept: number;
}

/** Takes an import back. */
export async function rollBack(api: Api, id: string): Promise<RollbackReport> {
  const total = { removed: 0, kept: 0 };
  for (;;) {
    const { removed, kept, more } = await api.post(`/api/admin/imports/${id}/rollback`);
    total.removed += removed;
    total.kept += kept;
    if (!more) return total;
  }
}

/** The same rows, read in the same way, are the same import, whatever files they came in. */
function sourceOf({ profiles, scripts, assignments, logs }: Mapped, { key, owners }: ImportOptions): string {
  const what = { profiles, scripts, assignments, logs, owners: [...owners].sort(), withCookies: Boolean(key) };
  return createHash("sha256").update(JSON.stringify(what)).digest("hex");
}

function profilesToSend({ profiles }: Mapped, options: ImportOptions, report: ImportReport): { id: string }[] {
  const { key, consent, owners } = options;
  return profiles.map(({ sealed, ...profile }) => {
    const account_id = owners.get(profile.id);
    const session = key && consent && sealed ? decrypt(key, sealed.session) : undefined;
    const signature = key && consent && sealed ? decrypt(key, sealed.signature) : undefined;
    if (key && consent && sealed && (session === undefined || signature === undefined)) {
      report.notes.push({ kind: "profile", old_id: profile.id, note: "the key does not open the cookies" });
    }
    const cookies =
      session !== undefined && signature !== undefined
        ? { sessionid: session, sessionid_sign: signature, consent_version: consent }
        : undefined;
    return { ...profile, ...(account_id ? { account_id } : {}), ...(cookies ? { cookies } : {}) };
  });
}

function note(report: ImportReport, kind: Kind, { old_id, outcome, reason }: RowResult): void {
  report.counts[kind][outcome] += 1;
  if (outcome === "refused") report.refused.push({ kind, old_id, reason: reason ?? "" });
  else if (reason) report.notes.push({ kind, old_id, note: reason });
}

/** The import that a dry run asked about, unless it has rows of a real one. */
async function rollBackIfEmpty(api: Api, id: string): Promise<void> {
  const { status, counts } = await api.get(`/api/admin/imports/${id}`);
  if (status === "running" && counts.length === 0) await rollBack(api, id);
}

const none = () => ({ created: 0, existing: 0, refused: 0 });
