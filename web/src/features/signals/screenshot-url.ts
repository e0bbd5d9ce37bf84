/**
 * The server signs a screenshot's URL anew in every answer. Using each new one would load the same picture again and
 * again, so the first is kept while the signal is unchanged and the signature surely valid.
 */
import type { Signal } from "@/api/types";

/** Signatures are valid for fifteen minutes. */
const KEEP_MS = 10 * 60_000;

interface Kept {
  url: string;
  version: string;
  at: number;
}

const kept = new Map<string, Kept>();

type Shot = Pick<Signal, "id" | "updated_at" | "screenshot_url" | "screenshot_status">;

/** Null while there is no picture. */
export function stableUrl(signal: Shot, now: number = Date.now()): string | null {
  if (signal.screenshot_status !== "completed" || !signal.screenshot_url) return null;
  const known = kept.get(signal.id);
  if (known !== undefined && known.version === signal.updated_at && now - known.at < KEEP_MS) return known.url;
  kept.set(signal.id, { url: signal.screenshot_url, version: signal.updated_at, at: now });
  return signal.screenshot_url;
}
