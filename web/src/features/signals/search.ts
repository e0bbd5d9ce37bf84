/** The state of the signal list that lives in the URL: filters and view. What the URL does not say is the default. */
import type { Direction, ScreenshotStatus, SignalQuery, SignalResult } from "@/api/types";
import { oneOf, text, withoutGaps, withQuery } from "@/lib/search-params";
import { endOfDay, startOfDay } from "@/lib/zoned";

export const RESULTS = ["pending", "win", "loss", "breakeven", "skip"] as const satisfies readonly SignalResult[];
export const DIRECTIONS = ["long", "short", "flat"] as const satisfies readonly Direction[];
export const SHOTS = [
  "none",
  "pending",
  "processing",
  "completed",
  "failed",
] as const satisfies readonly ScreenshotStatus[];
const VIEWS = ["table", "cards"] as const;
export type View = (typeof VIEWS)[number];

export interface SignalFilters {
  ticker?: string;
  strategy?: string;
  result?: SignalResult;
  direction?: Direction;
  status?: ScreenshotStatus;
  /** First and last calendar day, `YYYY-MM-DD`, in the user's time zone. */
  from?: string;
  to?: string;
}

export interface SignalSearch extends SignalFilters {
  view?: View;
}

const FILTERS = ["ticker", "strategy", "result", "direction", "status", "from", "to"] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

function day(value: unknown): string | undefined {
  return typeof value === "string" && DAY.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;
}

/** Reads whatever the URL holds; what makes no sense is left out. */
export function parseSignalSearch(raw: Record<string, unknown>): SignalSearch {
  return withoutGaps({
    ticker: text(raw.ticker),
    strategy: text(raw.strategy),
    result: oneOf(RESULTS, raw.result),
    direction: oneOf(DIRECTIONS, raw.direction),
    status: oneOf(SHOTS, raw.status),
    from: day(raw.from),
    to: day(raw.to),
    view: oneOf(VIEWS, raw.view),
  });
}

export function activeFilters(search: SignalSearch): number {
  return FILTERS.filter((name) => search[name] !== undefined).length;
}

/** Takes all filters away and keeps the view. */
export function withoutFilters({ view }: SignalSearch): SignalSearch {
  return withoutGaps({ view });
}

/** The filters as the API wants them: days become instants of the user's time zone. */
export function toQuery(search: SignalSearch, timezone: string): SignalQuery {
  const { view: _, from, to, ...rest } = search;
  return withoutGaps({
    ...rest,
    from: from && startOfDay(from, timezone),
    to: to && endOfDay(to, timezone),
  });
}

/** Where the same signals can be had as CSV. */
export function exportHref(query: SignalQuery): string {
  return withQuery("/api/signals/export.csv", query);
}
