/** What a page keeps in its URL, read with care: anybody can write anything there. What makes no sense is left out. */

const LONGEST_TEXT = 100;

export function oneOf<const Choices extends readonly string[]>(
  choices: Choices,
  value: unknown,
): Choices[number] | undefined {
  return choices.find((choice) => choice === value);
}

export function text(value: unknown): string | undefined {
  // The router reads `?ticker=600519` as a number.
  const written = typeof value === "number" ? String(value) : value;
  if (typeof written !== "string") return undefined;
  return written.trim().slice(0, LONGEST_TEXT) || undefined;
}

/** A whole number within the bounds. */
export function integer(value: unknown, min: number, max: number): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) && number >= min && number <= max ? number : undefined;
}

/** The same without the members that are undefined. */
export function withoutGaps<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}

/** A path with a query string, where there is anything to ask for. */
export function withQuery(path: string, query: object): string {
  const params = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  return params.size > 0 ? `${path}?${params}` : path;
}
