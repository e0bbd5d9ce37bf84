/** What the broker's page left in the address: an account that is linked now, or why none is. */
import { text, withoutGaps } from "@/lib/search-params";

export interface LinkOutcome {
  linked?: string;
  link_error?: string;
}

/** Reads whatever the URL holds; what makes no sense is left out. */
export function parseLinkOutcome(raw: Record<string, unknown>): LinkOutcome {
  return withoutGaps({ linked: text(raw.linked), link_error: text(raw.link_error) });
}
