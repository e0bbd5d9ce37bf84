import { text, withoutGaps } from "@/lib/search-params";

/** Which comparison the URL shows; without any it is the newest. */
export function parseReconcileSearch(raw: Record<string, unknown>): { run?: string } {
  return withoutGaps({ run: text(raw.run) });
}
