/** Browsers and systems by the mark that they leave in the user agent; the more specific mark first. */
const BROWSERS: [string, RegExp][] = [
  ["Edge", /Edg\//],
  ["Opera", /OPR\//],
  ["Firefox", /Firefox\//],
  ["Chrome", /Chrome\//],
  ["Safari", /Safari\//],
  ["curl", /^curl\//],
];
const SYSTEMS: [string, RegExp][] = [
  ["Windows", /Windows/],
  ["Android", /Android/],
  ["iOS", /iPhone|iPad/],
  ["macOS", /Mac OS X/],
  ["Linux", /Linux/],
];

const nameIn = (list: [string, RegExp][], text: string) => list.find(([, mark]) => mark.test(text))?.[0];

/** A device as people name it, e.g. `Firefox, Linux`; null when the user agent says nothing that we know. */
export function deviceName(userAgent: string): string | null {
  const parts = [nameIn(BROWSERS, userAgent), nameIn(SYSTEMS, userAgent)].filter((part) => part !== undefined);
  return parts.length === 0 ? null : parts.join(", ");
}
