/** The state of the signal list that lives in the URL: filters and view. What the URL does not say is the default. */
import type { Direction, ScreenshotStatus, SignalQuery, SignalResult } from "@/api/types";
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
const LONGEST_TEXT = 100;

function oneOf<const Choices extends readonly string[]>(choices: Choices, value: unknown): Choices[number] | undefined {
  return choices.find((choice) => choice === value);
}

function text(value: unknown): string | undefined {
  // The router reads `?ticker=600519` as a number.
  const written = typeof value === "number" ? String(value) : value;
  if (typeof written !== "string") return undefined;
  return written.trim().slice(0, LONGEST_TEXT) || undefined;
}

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

function withoutGaps<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
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
  const params = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  const suffix = params.size > 0 ? `?${params}` : "";
  return `/api/signals/export.csv${suffix}`;
}
