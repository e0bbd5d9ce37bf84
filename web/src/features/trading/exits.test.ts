import { describe, expect, it } from "vitest";
import type { Order } from "@/api/types";
import { exitsOf } from "./exits";

const order = (fields: Partial<Order>): Order =>
  ({
    symbol: "AAPL",
    side: "sell",
    role: "main",
    origin: "exit",
    status: "working",
    limit_price: null,
    stop_price: null,
    ...fields,
  }) as Order;

const held = { symbol: "AAPL", quantity: "10" };
const none = { take_profit: "", stop_loss: "", stop_loss_limit: "" };

describe("what protects a position", () => {
  it("is a bracket's target and stop, or those that were set later", () => {
    const stop = { stop_price: "180", limit_price: "179" };
    const target = { limit_price: "200" };
    const expected = { take_profit: "200", stop_loss: "180", stop_loss_limit: "179" };
    expect(exitsOf(held, [order(stop), order(target)])).toEqual(expected);
    const bracket = [
      order({ ...target, role: "take_profit", origin: "user" }),
      order({ ...stop, role: "stop_loss", origin: "user" }),
    ];
    expect(exitsOf(held, bracket)).toEqual(expected);
  });

  it("is not an order of another symbol, the other side, the user's own, or one that waits for its entry", () => {
    const others = [
      order({ limit_price: "200", symbol: "MSFT" }),
      order({ limit_price: "200", side: "buy" }),
      order({ limit_price: "200", origin: "user" }),
      order({ limit_price: "200", role: "take_profit", status: "inactive" }),
    ];
    expect(exitsOf(held, others)).toEqual(none);
    expect(exitsOf({ ...held, quantity: "-10" }, [order({ side: "buy", limit_price: "150" })])).toEqual({
      ...none,
      take_profit: "150",
    });
  });
});
