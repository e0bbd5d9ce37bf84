import { describe, expect, it } from "vitest";
import { alertMessage, MESSAGE_KINDS } from "./messages";

const options = { name: 'Bob\'s "best" \\ line', direction: "short", secret: true } as const;

/** What TradingView makes of a message: placeholders filled, unset numbers as NaN. */
const fill = (message: string) => message.replace(/\{\{[^}]+\}\}/g, "NaN");

/** What Pine makes of the strings that a call adds up. */
function runPine(source: string): string {
  const parts = [...source.matchAll(/'((?:[^'\\]|\\.)*)'|(syminfo\.\w+|timeframe\.period|str\.tostring\(\w+\))/g)];
  return parts.map(([, literal]) => literal?.replace(/\\(.)/g, "$1") ?? "1").join("");
}

describe("messages for TradingView", () => {
  it("are JSON, whatever the placeholders become and whatever the name is", () => {
    expect(JSON.parse(fill(alertMessage("indicator", options)))).toMatchObject({
      indicator: options.name,
      direction: "short",
      signal_type: "SELL_SIGNAL",
      price: "NaN",
    });
    expect(JSON.parse(fill(alertMessage("strategy", options)))).toMatchObject({ strategy: options.name });
  });

  it("are built as JSON by the Pine call", () => {
    expect(JSON.parse(runPine(alertMessage("pine", options)))).toMatchObject({
      secret: "YOUR_SECRET",
      indicator: options.name,
      ticker: "1",
      direction: "short",
    });
  });

  it.each(MESSAGE_KINDS)("carry the secret only when one is set: %s", (kind) => {
    expect(alertMessage(kind, { ...options, secret: false })).not.toContain("secret");
    if (kind !== "text") expect(alertMessage(kind, options)).toContain("YOUR_SECRET");
  });
});
