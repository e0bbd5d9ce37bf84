/** Words of the API that the server may add to: worded where this version knows them, shown as they are otherwise. */
import { en } from "./en";
import type { Translate } from "./index";

/** The message `<prefix>.<word>`, which has no placeholders. */
export function wordOf(t: Translate, prefix: string, word: string): string {
  const key = `${prefix}.${word}`;
  return Object.hasOwn(en, key) ? (t as (key: string) => string)(key) : word;
}
