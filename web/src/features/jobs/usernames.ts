/** Names as people paste them: one a line, or parted by commas, semicolons or blanks, with or without an `@`. */

/** The most pairs of a user and a script that one job takes. */
export const MOST_PAIRS = 1_000;

/** The names in their order, each once; names differ by more than case. */
export function pastedUsernames(pasted: string): string[] {
  const names = new Map<string, string>();
  for (const word of pasted.split(/[\s,;]+/)) {
    const name = word.replace(/^@/, "");
    // Names are ASCII: the language of the reader has no say in their case.
    const key = name.toLowerCase();
    if (name !== "" && !names.has(key)) names.set(key, name);
  }
  return [...names.values()];
}
