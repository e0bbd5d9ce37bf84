/** Calendar days of a time zone as instants. (Browsers know the zones' rules; `Temporal` is not everywhere yet.) */

const DAY_MS = 86_400_000;

/** What a clock in `timeZone` shows at `instant`, as if it were UTC. */
function wallClock(instant: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The first instant of the day. Where a change of the clock skips midnight, the first instant that exists. */
function firstInstant(dayUtc: number, timeZone: string): number {
  // Two rounds: the offset at the guess may be the one before a change that the day begins after.
  const offsetAt = (instant: number) => wallClock(instant, timeZone) - instant;
  const guess = dayUtc - offsetAt(dayUtc);
  return dayUtc - offsetAt(guess);
}

/** The instant at which the calendar day `YYYY-MM-DD` begins in `timeZone`, in RFC 3339. */
export function startOfDay(day: string, timeZone: string): string {
  return new Date(firstInstant(Date.parse(`${day}T00:00:00Z`), timeZone)).toISOString();
}

/** The last millisecond of the calendar day. */
export function endOfDay(day: string, timeZone: string): string {
  const next = Date.parse(`${day}T00:00:00Z`) + DAY_MS;
  return new Date(firstInstant(next, timeZone) - 1).toISOString();
}
