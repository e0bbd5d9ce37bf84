import { randomBytes } from "node:crypto";

/** An alert as a TradingView strategy sends it, with an id of its own. */
export function alertBody(): string {
  return JSON.stringify({
    id: randomBytes(12).toString("hex"),
    ticker: "BTCUSDT",
    exchange: "BINANCE",
    interval: "60",
    action: "buy",
    price: "64250.5",
    strategy: "Trend rider",
    message: "Trend rider turned up",
    time: new Date().toISOString(),
  });
}
