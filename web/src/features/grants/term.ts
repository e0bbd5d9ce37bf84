/** How long access lasts, as a person says it and as the API wants it. */
import type { Translate } from "@/i18n";
import { endOfDay } from "@/lib/zoned";

/** Days, weeks, calendar months, years, a lifetime; `default` leaves it to the script, `until` names a day. */
export const UNITS = ["D", "W", "M", "Y", "L"] as const;
export type Unit = (typeof UNITS)[number];
export type TermUnit = Unit | "default" | "until";

export interface Term {
  unit: TermUnit;
  /** Of a unit that is counted. */
  count: string;
  /** Of `until`: a calendar day, `YYYY-MM-DD`. */
  day: string;
}

const DURATION = /^(\d{1,4})([DWMYL])$/;

interface Duration {
  count: number;
  unit: Unit;
}

function parse(text: string): Duration | undefined {
  const [, count, unit] = DURATION.exec(text.toUpperCase()) ?? [];
  const known = UNITS.find((each) => each === unit);
  return count === undefined || known === undefined ? undefined : { count: Number(count), unit: known };
}

/** What a form begins with: this duration, or the script's default if there is none. */
export function termOf(duration: string | null): Term {
  const parsed = duration === null ? undefined : parse(duration);
  if (parsed === undefined) return { unit: "default", count: "30", day: "" };
  return { unit: parsed.unit, count: parsed.unit === "L" ? "1" : String(parsed.count), day: "" };
}

/** `30D`; undefined where it is not a duration. */
export function durationOf({ unit, count }: Term): string | undefined {
  if (unit === "default" || unit === "until") return undefined;
  return unit === "L" ? "1L" : `${count.trim()}${unit}`;
}

/** The fields of a request that say how long. A day counts to its end in the user's time zone. */
export function termFields(term: Term, timezone: string): { duration?: string; expires_at?: string } {
  if (term.unit === "until") return { expires_at: endOfDay(term.day, timezone) };
  const duration = durationOf(term);
  return duration === undefined ? {} : { duration };
}

/** `30D` in words; as it is where it is something else. */
export function durationText(t: Translate, duration: string): string {
  const parsed = parse(duration);
  if (parsed === undefined) return duration;
  return parsed.unit === "L" ? t("term.lifetime") : t(`term.count.${parsed.unit}`, { count: parsed.count });
}
