/** Brings a list that was read page by page up to date, without reading all its pages again. Pure functions. */
import type { InfiniteData } from "@tanstack/react-query";
import type { Signal } from "@/api/types";

export interface SignalPage {
  data: Signal[];
  next_cursor: string | null;
}

export type SignalPages = InfiniteData<SignalPage, string | null>;

/** Newest first: by time of arrival, then by id. */
function isOlder(a: Signal, b: Signal): boolean {
  return a.created_at === b.created_at ? a.id < b.id : a.created_at < b.created_at;
}

/**
 * Puts a fresh first page before what was read earlier. Of the range that it covers it is the truth: what it lacks has
 * been deleted or no longer matches. Older rows stay. Where it does not reach what was read, there would be a gap, so
 * that only the fresh page is kept.
 */
export function mergeHead(pages: SignalPages, head: SignalPage): SignalPages {
  const start: SignalPages = { pages: [head], pageParams: [null] };
  const last = head.data.at(-1);
  if (last === undefined || head.next_cursor === null) return start;
  const known = pages.pages.flatMap((page) => page.data);
  const meets = known.some((signal) => !isOlder(signal, last));
  if (!meets) return start;
  const older = pages.pages.map((page) => ({ ...page, data: page.data.filter((signal) => isOlder(signal, last)) }));
  if (older.every((page) => page.data.length === 0)) return start;
  const [first, ...rest] = older;
  if (first === undefined) return start;
  return { ...pages, pages: [{ ...first, data: [...head.data, ...first.data] }, ...rest] };
}

/** Changes one signal wherever it is in the list. */
export function patchSignal(pages: SignalPages, id: string, patch: (signal: Signal) => Signal): SignalPages {
  return mapRows(pages, (rows) => rows.map((signal) => (signal.id === id ? patch(signal) : signal)));
}

export function removeSignal(pages: SignalPages, id: string): SignalPages {
  return mapRows(pages, (rows) => rows.filter((signal) => signal.id !== id));
}

function mapRows(pages: SignalPages, map: (rows: Signal[]) => Signal[]): SignalPages {
  return { ...pages, pages: pages.pages.map((page) => ({ ...page, data: map(page.data) })) };
}
