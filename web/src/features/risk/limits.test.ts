import { describe, expect, it } from "vitest";
import type { RiskLimits } from "@/api/types";
import { limitsOf, typedOf } from "./limits";

const LIMITS: RiskLimits = {
  max_position_quantity: null,
  max_position_notional: "10000",
  max_position_percent: "100",
  max_open_orders: 50,
  max_order_notional: "25000",
  price_collar_percent: "10",
  fat_finger_percent: null,
  stop_loss: { default: "2.5" },
  take_profit: "required",
  max_daily_loss: null,
  max_daily_loss_percent: "5",
  max_trades_per_day: null,
  allowed_symbols: ["AAPL", "NASDAQ:MSFT"],
  denied_symbols: [],
  allow_short: true,
};

describe("limits", () => {
  it("are sent as they came when nothing was typed", () => {
    expect(limitsOf(typedOf(LIMITS))).toEqual(LIMITS);
  });

  it("that are emptied are no limit, and a comma is a decimal sign", () => {
    const typed = typedOf(LIMITS);
    typed.numbers.max_position_notional = " ";
    typed.numbers.max_order_notional = "1500,5";
    typed.numbers.max_trades_per_day = "7";
    expect(limitsOf(typed)).toMatchObject({
      max_position_notional: null,
      max_order_notional: "1500.5",
      max_trades_per_day: 7,
    });
  });

  it("have no percentage where an exit is optional or required", () => {
    const typed = typedOf(LIMITS);
    typed.exits.stop_loss.mode = "required";
    expect(limitsOf(typed).stop_loss).toBe("required");
    typed.exits.take_profit = { mode: "default", percent: "4" };
    expect(limitsOf(typed).take_profit).toEqual({ default: "4" });
  });
});
