/** Which account a traders' room is about, as it stands in the URL. */
import { text, withoutGaps } from "@/lib/search-params";

export interface AccountSearch {
  account?: string;
}

/** Reads whatever the URL holds; what makes no sense is left out. */
export function parseAccountSearch(raw: Record<string, unknown>): AccountSearch {
  return withoutGaps({ account: text(raw.account) });
}
