// From the older system's rows to those that the platform takes. Its columns were renamed over time, and exports differ:
// each value is looked for under the names that it has had.

import type { Export, RawRow } from "./read.ts";

export interface ProfileRow {
  id: string;
  email?: string;
  tradingview_username?: string;
  /** As they were exported, encrypted. */
  sealed?: { session: string; signature: string };
}

export interface ScriptRow {
  id: string;
  profile_id: string;
  pine_id: string;
  title?: string;
  kind?: string;
  likes?: number;
  url?: string;
  image_url?: string;
  description?: string;
  created_at?: string;
}

export interface AssignmentRow {
  id: string;
  script_id: string;
  username: string;
  status: string;
  expires_at?: string;
  granted_at?: string;
  ended_at?: string;
  created_at?: string;
}

export interface LogRow {
  id: string;
  assignment_id: string;
  at: string;
  action?: string;
  status?: string;
  message?: string;
  latency_ms?: number;
}

/** A row that is not even sent. */
export interface Refused {
  kind: "profile" | "script" | "assignment" | "log";
  old_id: string;
  reason: string;
}

export interface Mapped {
  profiles: ProfileRow[];
  scripts: ScriptRow[];
  assignments: AssignmentRow[];
  logs: LogRow[];
  refused: Refused[];
  /** Profiles of people who never sold anything. */
  skipped: number;
}

const STATUSES: Record<string, string> = {
  active: "active",
  assigned: "active",
  granted: "active",
  success: "active",
  completed: "active",
  pending: "pending",
  processing: "pending",
  queued: "pending",
  expired: "expired",
  revoked: "revoked",
  removed: "revoked",
  cancelled: "revoked",
  canceled: "revoked",
  failed: "failed",
  error: "failed",
};

/** Maps all rows; those that can't be sent are refused with a reason. */
export function mapExport(tables: Export): Mapped {
  const refused: Refused[] = [];
  const scripts = new Map<string, ScriptRow>();
  const scriptsByName = new Map<string, string>();
  for (const row of tables.tradingview_scripts) {
    const id = text(row, "id", "script_id");
    const profile_id = text(row, "user_id", "seller_id", "profile_id", "owner_id");
    const pine_id = text(row, "pine_id", "script_id_part", "script_id");
    if (!id || !profile_id || !pine_id) {
      refused.push({ kind: "script", old_id: id ?? "?", reason: missing({ id, user_id: profile_id, pine_id }) });
      continue;
    }
    scripts.set(
      id,
      compact({
        id,
        profile_id,
        pine_id: pine_id.startsWith("PUB;") ? pine_id : `PUB;${pine_id}`,
        title: text(row, "title", "name"),
        kind: text(row, "kind", "script_type", "type"),
        likes: whole(row, "likes", "likes_count"),
        url: text(row, "publication_url", "script_url", "url"),
        image_url: text(row, "image_url", "thumbnail_url"),
        description: text(row, "description"),
        created_at: time(row, "created_at"),
      }),
    );
    for (const name of [text(row, "script_id"), pine_id]) if (name) scriptsByName.set(name, id);
  }

  const assignments = new Map<string, AssignmentRow>();
  for (const row of tables.script_assignments) {
    const id = text(row, "id");
    const named = text(row, "tradingview_script_id", "script_id", "pine_id");
    const script_id = named && (scripts.has(named) ? named : scriptsByName.get(named));
    const username = text(row, "tradingview_username", "username", "buyer_username");
    const word = text(row, "status", "assignment_status")?.toLowerCase() ?? "";
    const status = STATUSES[word];
    if (!id || !named || !username || !status || !script_id) {
      const reason =
        id && named && username
          ? status
            ? `its script ${named} is not in the export`
            : `${JSON.stringify(word)} is no status that is known`
          : missing({ id, script_id: named, tradingview_username: username });
      refused.push({ kind: "assignment", old_id: id ?? "?", reason });
      continue;
    }
    assignments.set(
      id,
      compact({
        id,
        script_id,
        username,
        status,
        expires_at: time(row, "expires_at", "expiration", "access_expires_at"),
        granted_at: time(row, "assigned_at", "granted_at"),
        ended_at: time(row, "revoked_at", "ended_at"),
        created_at: time(row, "created_at"),
      }),
    );
  }

  const logs: LogRow[] = [];
  for (const row of tables.assignment_logs) {
    const id = text(row, "id");
    const assignment_id = text(row, "assignment_id", "script_assignment_id");
    const at = time(row, "created_at", "logged_at", "timestamp");
    if (!id || !assignment_id || !at || !assignments.has(assignment_id)) {
      const reason =
        id && assignment_id && at
          ? `its assignment ${assignment_id} is not taken over`
          : missing({ id, assignment_id, created_at: at });
      refused.push({ kind: "log", old_id: id ?? "?", reason });
      continue;
    }
    logs.push(
      compact({
        id,
        assignment_id,
        at,
        action: text(row, "action", "log_type", "event"),
        status: text(row, "status", "log_level", "result"),
        message: text(row, "message", "error_message", "details"),
        latency_ms: whole(row, "latency_ms", "duration_ms"),
      }),
    );
  }
  return {
    ...sellers(tables, scripts, refused),
    scripts: [...scripts.values()],
    assignments: [...assignments.values()],
    logs,
    refused,
  };
}

/** Whoever sold something, or was connected to do so. */
function sellers(
  tables: Export,
  scripts: Map<string, ScriptRow>,
  refused: Refused[],
): Pick<Mapped, "profiles" | "skipped"> {
  const selling = new Set([...scripts.values()].map((script) => script.profile_id));
  const profiles: ProfileRow[] = [];
  let skipped = 0;
  for (const row of tables.profiles) {
    const id = text(row, "id", "user_id");
    const tradingview_username = text(row, "tradingview_username", "tv_username");
    if (!id) {
      refused.push({ kind: "profile", old_id: "?", reason: missing({ id }) });
      continue;
    }
    if (!selling.has(id) && !tradingview_username) {
      skipped += 1;
      continue;
    }
    selling.delete(id);
    const session = text(row, "tradingview_session_cookie");
    const signature = text(row, "tradingview_signed_session_cookie");
    const sealed = session && signature ? { session, signature } : undefined;
    profiles.push(compact({ id, email: text(row, "email"), tradingview_username, sealed }));
  }
  for (const script of [...scripts.values()].filter(({ profile_id }) => selling.has(profile_id))) {
    refused.push({ kind: "script", old_id: script.id, reason: `its seller ${script.profile_id} is not in the export` });
    scripts.delete(script.id);
  }
  return { profiles, skipped };
}

function text(row: RawRow, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = row[name];
    if (typeof value === "number" || typeof value === "bigint") return String(value);
    if (typeof value === "object" && value !== null) return JSON.stringify(value);
    if (typeof value === "string" && value.trim() !== "" && value.trim().toLowerCase() !== "null") return value.trim();
  }
  return undefined;
}

function whole(row: RawRow, ...names: string[]): number | undefined {
  const value = Number(text(row, ...names));
  return Number.isSafeInteger(value) && value >= 0 && value < 2 ** 32 ? value : undefined;
}

/** RFC 3339, from what Postgres writes: `2024-01-15 10:30:00.123+00`. Without an offset it is UTC. */
export function time(row: RawRow, ...names: string[]): string | undefined {
  const written = text(row, ...names);
  if (!written) return undefined;
  const iso = written
    .replace(/^(\d{4}-\d\d-\d\d)[ T]?/, "$1T")
    .replace(/([+-]\d\d)(\d\d)?$/, (_, hours, minutes) => `${hours}:${minutes ?? "00"}`);
  const complete = iso.endsWith("T") ? `${iso}00:00:00Z` : /(Z|[+-]\d\d:\d\d)$/i.test(iso) ? iso : `${iso}Z`;
  const at = new Date(complete);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

function missing(fields: Record<string, unknown>): string {
  const names = Object.keys(fields).filter((name) => !fields[name]);
  return `${names.join(", ")} ${names.length > 1 ? "are" : "is"} missing or can't be read`;
}

function compact<Row extends object>(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as Row;
}
