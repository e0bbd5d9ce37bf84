/** The filters of the scripts, as they stand in the URL. */
import type { Script, ScriptQuery } from "@/api/types";
import { oneOf, text, withoutGaps } from "@/lib/search-params";

export const ACCESSES = ["invite_only", "protected", "open"] as const satisfies readonly Script["access"][];
export const KINDS = ["study", "strategy", "library"] as const;
const SALE = ["yes", "no"] as const;
/** Without it, those that TradingView has no more are left out. */
const REMOVED = ["only", "all"] as const;

export interface ScriptSearch {
  search?: string;
  access?: (typeof ACCESSES)[number];
  kind?: (typeof KINDS)[number];
  sale?: (typeof SALE)[number];
  removed?: (typeof REMOVED)[number];
}

/** Reads whatever the URL holds; what makes no sense is left out. */
export function parseScriptSearch(raw: Record<string, unknown>): ScriptSearch {
  return withoutGaps({
    search: text(raw.search),
    access: oneOf(ACCESSES, raw.access),
    kind: oneOf(KINDS, raw.kind),
    sale: oneOf(SALE, raw.sale),
    removed: oneOf(REMOVED, raw.removed),
  });
}

export function toScriptQuery({ sale, removed, ...rest }: ScriptSearch): ScriptQuery {
  return withoutGaps({
    ...rest,
    for_sale: sale && (sale === "yes" ? "true" : "false"),
    removed: removed && (removed === "only" ? "true" : "all"),
  });
}
