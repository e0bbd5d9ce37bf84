import { useI18n } from "@/i18n";
import { cn } from "@/lib/cn";

/** A profit or a loss of money: signed, and coloured. */
export function Profit({ value, currency }: { value: string | null; currency: string }) {
  const { format } = useI18n();
  if (value === null) return <span className="text-muted">–</span>;
  const number = Number(value);
  return (
    <span className={cn("tabular whitespace-nowrap", number > 0 && "text-gain", number < 0 && "text-loss")}>
      {format.profit(value, currency)}
    </span>
  );
}

/** The exact sum of decimals of at most two places each, such as amounts to the cent. */
export function sumOfCents(values: readonly (string | null)[]): string | null {
  let cents = 0;
  for (const value of values) {
    if (value === null) return null;
    cents += Math.round(Number(value) * 100);
  }
  return (cents / 100).toFixed(2);
}
