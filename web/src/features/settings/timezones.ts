/** The time zones to choose from: those that the browser knows, and always UTC and the current choice. */
export function timezones(current: string): string[] {
  return [...new Set(["UTC", current, ...Intl.supportedValuesOf("timeZone")])].sort();
}
