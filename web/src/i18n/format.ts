/** Dates, numbers and exact decimals, written as the reader's language and time zone do. */

export interface Formats {
  /** Date and time to the second, e.g. `12 Mar 2026, 14:05:09`. */
  instant: (iso: string) => string;
  /** As short as it can be: the time today, the date otherwise. */
  brief: (iso: string) => string;
  date: (iso: string) => string;
  /** A calendar day `YYYY-MM-DD`, e.g. `12 Mar`. */
  day: (date: string) => string;
  /** How long ago or ahead, e.g. `3 minutes ago`. */
  relative: (iso: string) => string;
  duration: (seconds: number) => string;
  number: (value: number) => string;
  percent: (value: number) => string;
  /** An exact decimal as it came, with the language's separators; never rounded. */
  decimal: (value: string) => string;
  /** A profit or loss: signed, with at most four decimals. */
  signed: (value: string | number) => string;
  /** An amount of money, to its smallest unit. `currency` is an ISO code. */
  money: (value: string, currency: string) => string;
  /** A profit or loss of money: signed. */
  profit: (value: string, currency: string) => string;
}

/** `Intl` formats decimal strings exactly; its type admits only those that are spelled as literals. */
type ExactNumber = Intl.StringNumericLiteral;
const exact = (value: string | number): ExactNumber | number => value as ExactNumber | number;

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

export function createFormats(language: string, timeZone: string, now: () => number = Date.now): Formats {
  const dateTime = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, { timeZone, ...options });
  const instant = dateTime({ dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" });
  const time = dateTime({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  const shortDate = dateTime({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const date = dateTime({ dateStyle: "medium" });
  const dayKey = dateTime({ year: "numeric", month: "2-digit", day: "2-digit" });
  const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone: "UTC" });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const number = new Intl.NumberFormat(language);
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 2 });
  const decimal = new Intl.NumberFormat(language, { maximumFractionDigits: 20 });

  const signed = new Intl.NumberFormat(language, { signDisplay: "exceptZero", maximumFractionDigits: 4 });

  // Some brokers count in coins: a code that is none of ISO's is written after the number.
  const currencyFormat = (currency: string, options: Intl.NumberFormatOptions) =>
    /^[A-Za-z]{3}$/.test(currency)
      ? new Intl.NumberFormat(language, { style: "currency", currency, ...options })
      : { format: (value: ExactNumber | number) => `${number.format(value)} ${currency}` };

  const unitOf = (seconds: number) => UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? UNITS.at(-1);

  return {
    instant: (iso) => instant.format(new Date(iso)),
    brief: (iso) => {
      const at = new Date(iso);
      return dayKey.format(at) === dayKey.format(now()) ? time.format(at) : shortDate.format(at);
    },
    date: (iso) => date.format(new Date(iso)),
    day: (text) => day.format(new Date(`${text}T00:00:00Z`)),
    relative: (iso) => {
      const seconds = Math.round((Date.parse(iso) - now()) / 1000);
      const [unit, size] = unitOf(seconds) ?? ["second", 1];
      return relative.format(Math.trunc(seconds / size), unit);
    },
    duration: (seconds) => {
      const [unit, size] = unitOf(seconds) ?? ["second", 1];
      const style = { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 0 } as const;
      return new Intl.NumberFormat(language, style).format(Math.floor(seconds / size));
    },
    number: (value) => number.format(value),
    percent: (value) => percent.format(value / 100),
    decimal: (value) => decimal.format(exact(value)),
    signed: (value) => signed.format(exact(value)),
    money: (value, currency) => currencyFormat(currency, {}).format(exact(value)),
    profit: (value, currency) => currencyFormat(currency, { signDisplay: "exceptZero" }).format(exact(value)),
  };
}
