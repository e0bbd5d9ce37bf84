/** The filters of the scripts, as they stand in the URL. */
import type { Script, ScriptQuery } from "@/api/types";
import { oneOf, text, withoutGaps } from "@/lib/search-params";

export const ACCESSES = ["invite_only", "protected", "open"] as const satisfies readonly Script["access"][];
export const KINDS = ["study", "strategy", "library"] as const;
const YES_NO = ["true", "false"] as const;

export interface ScriptSearch {
  search?: string;
  access?: (typeof ACCESSES)[number];
  kind?: (typeof KINDS)[number];
  sale?: (typeof YES_NO)[number];
  removed?: (typeof YES_NO)[number];
}

/** Reads whatever the URL holds; what makes no sense is left out. */
export function parseScriptSearch(raw: Record<string, unknown>): ScriptSearch {
  return withoutGaps({
    search: text(raw.search),
    access: oneOf(ACCESSES, raw.access),
    kind: oneOf(KINDS, raw.kind),
    // The router reads `?sale=true` as a boolean.
    sale: oneOf(YES_NO, String(raw.sale)),
    removed: oneOf(YES_NO, String(raw.removed)),
  });
}

export function toScriptQuery({ sale, ...rest }: ScriptSearch): ScriptQuery {
  return withoutGaps({ ...rest, for_sale: sale });
}
