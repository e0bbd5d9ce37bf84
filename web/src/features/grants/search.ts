/** The filters of the books, as they stand in the URL. */
import type { DriftKind, GrantQuery, GrantStatus } from "@/api/types";
import { integer, oneOf, text, withoutGaps, withQuery } from "@/lib/search-params";

export const STATUSES = [
  "pending",
  "active",
  "revoking",
  "revoked",
  "expired",
  "failed",
] as const satisfies readonly GrantStatus[];
/** What is on TradingView alone is in no book: it can't be filtered for. */
export const DRIFTS = ["any", "missing_on_tv", "expiry_differs"] as const satisfies readonly (DriftKind | "any")[];
export const WITHIN_DAYS = [1, 3, 7, 14, 30, 90] as const;

export interface GrantSearch {
  status?: GrantStatus;
  /** The script's id. */
  script?: string;
  username?: string;
  /** Access that ends within so many days. */
  within?: number;
  drift?: (typeof DRIFTS)[number];
}

/** Reads whatever the URL holds; what makes no sense is left out. */
export function parseGrantSearch(raw: Record<string, unknown>): GrantSearch {
  return withoutGaps({
    status: oneOf(STATUSES, raw.status),
    script: text(raw.script),
    username: text(raw.username),
    within: integer(raw.within, 1, 3650),
    drift: oneOf(DRIFTS, raw.drift),
  });
}

export function toGrantQuery({ within, ...rest }: GrantSearch): GrantQuery {
  return withoutGaps({ ...rest, expiring_within_days: within });
}

/** Where the same access can be had as CSV. */
export function exportHref(query: GrantQuery): string {
  return withQuery("/api/access/export.csv", query);
}
