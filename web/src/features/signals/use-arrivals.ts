import { useRef } from "react";
import type { Signal } from "@/api/types";

/**
 * The signals that came to the top of the list after it was first shown, for them to light up. Pages that are loaded by
 * scrolling down are older than the newest signal seen, and do not.
 */
export function useArrivals(signals: readonly Signal[], list: string): ReadonlySet<string> {
  const seen = useRef<{ list: string; newest: string | undefined }>({ list: "", newest: undefined });
  if (seen.current.list !== list || seen.current.newest === undefined) {
    seen.current = { list, newest: signals[0]?.created_at };
  }
  const { newest } = seen.current;
  return new Set(newest === undefined ? [] : signals.filter((one) => one.created_at > newest).map((one) => one.id));
}
