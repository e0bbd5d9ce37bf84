/** The limits of an account as they are typed, and as they are sent. Pure functions. */
import type { RiskLimits } from "@/api/types";
import { symbolLines } from "@/features/settings/symbol-lines";
import { decimalInput } from "@/lib/decimal-input";

export type Unit = "units" | "money" | "percent" | "count";

/** Limits that are numbers; nothing typed is no limit. */
export const NUMBERS = {
  max_position_quantity: "units",
  max_position_notional: "money",
  max_position_percent: "percent",
  max_order_notional: "money",
  price_collar_percent: "percent",
  fat_finger_percent: "percent",
  max_daily_loss: "money",
  max_daily_loss_percent: "percent",
  max_open_orders: "count",
  max_trades_per_day: "count",
} as const satisfies Partial<Record<keyof RiskLimits, Unit>>;

export type NumberName = keyof typeof NUMBERS;
export const NUMBER_NAMES = Object.keys(NUMBERS) as NumberName[];

export type ExitName = "stop_loss" | "take_profit";
export type ExitMode = "optional" | "required" | "default";
export const EXIT_MODES = ["optional", "required", "default"] as const satisfies readonly ExitMode[];

export interface Typed {
  numbers: Record<NumberName, string>;
  exits: Record<ExitName, { mode: ExitMode; percent: string }>;
  allowed: string;
  denied: string;
  allow_short: boolean;
}

function exitOf(protection: RiskLimits["stop_loss"]): { mode: ExitMode; percent: string } {
  return typeof protection === "string"
    ? { mode: protection, percent: "" }
    : { mode: "default", percent: protection.default };
}

export function typedOf(limits: RiskLimits): Typed {
  const text = (name: NumberName) => String(limits[name] ?? "");
  return {
    numbers: Object.fromEntries(NUMBER_NAMES.map((name) => [name, text(name)])) as Typed["numbers"],
    exits: { stop_loss: exitOf(limits.stop_loss), take_profit: exitOf(limits.take_profit) },
    allowed: limits.allowed_symbols.join("\n"),
    denied: limits.denied_symbols.join("\n"),
    allow_short: limits.allow_short,
  };
}

export function limitsOf(typed: Typed): RiskLimits {
  const number = (name: NumberName) => {
    const value = decimalInput(typed.numbers[name]);
    return value !== null && NUMBERS[name] === "count" ? Number(value) : value;
  };
  const exit = ({ mode, percent }: Typed["exits"][ExitName]): RiskLimits["stop_loss"] =>
    mode === "default" ? { default: decimalInput(percent) ?? "0" } : mode;
  return {
    ...(Object.fromEntries(NUMBER_NAMES.map((name) => [name, number(name)])) as Pick<RiskLimits, NumberName>),
    stop_loss: exit(typed.exits.stop_loss),
    take_profit: exit(typed.exits.take_profit),
    allowed_symbols: symbolLines(typed.allowed) ?? [],
    denied_symbols: symbolLines(typed.denied) ?? [],
    allow_short: typed.allow_short,
  };
}
