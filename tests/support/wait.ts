import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits until a condition holds and returns what it gave. The limit only ends a test that would hang; it is no claim
 * about speed.
 */
export async function waitFor<Value>(
  what: string,
  condition: () => Promise<Value | undefined | null | false> | Value | undefined | null | false,
  { limitMs = 60_000, everyMs = 100 }: { limitMs?: number; everyMs?: number } = {},
): Promise<Value> {
  const end = Date.now() + limitMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== null && value !== false) return value;
    if (Date.now() > end) throw new Error(`waited ${limitMs} ms in vain for ${what}`);
    await sleep(everyMs);
  }
}
