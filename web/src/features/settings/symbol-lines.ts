/** One symbol a line (commas and spaces separate too) as a list without repeats; null for none, which means all. */
export function symbolLines(text: string): string[] | null {
  const symbols = [...new Set(text.split(/[\s,]+/).filter((symbol) => symbol !== ""))];
  return symbols.length === 0 ? null : symbols;
}
