/** What protects a position. Pure functions. */
import type { Order, Position } from "@/api/types";

export interface ExitPrices {
  take_profit: string;
  stop_loss: string;
  stop_loss_limit: string;
}

/** The target and the stop that a position has now, by the open orders; empty where there is none. */
export function exitsOf(position: Pick<Position, "symbol" | "quantity">, orders: readonly Order[]): ExitPrices {
  const closing = position.quantity.startsWith("-") ? "buy" : "sell";
  const exits = orders.filter(
    ({ symbol, side, role, origin, status }) =>
      // One that waits for its entry protects what is not held yet.
      symbol === position.symbol && side === closing && status !== "inactive" && (role !== "main" || origin === "exit"),
  );
  const stop = exits.find(({ stop_price }) => stop_price !== null);
  const target = exits.find(({ stop_price, limit_price }) => stop_price === null && limit_price !== null);
  return {
    take_profit: target?.limit_price ?? "",
    stop_loss: stop?.stop_price ?? "",
    stop_loss_limit: stop?.limit_price ?? "",
  };
}
