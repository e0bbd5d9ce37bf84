import { describe, expect, it } from "vitest";
import { alertMessage, MESSAGE_KINDS } from "./messages";

/** What TradingView makes of a message: placeholders filled, unset numbers as NaN. */
const fill = (message: string) => message.replace(/\{\{[^}]+\}\}/g, "NaN");

describe("messages for TradingView", () => {
  it.each(["indicator", "strategy"] as const)("the %s message is JSON, whatever the placeholders become", (kind) => {
    const filled: unknown = JSON.parse(fill(alertMessage(kind, false)));
    expect(filled).toMatchObject({ ticker: "NaN", exchange: "NaN" });
  });

  it("the Pine call builds JSON", () => {
    const source = alertMessage("pine", true);
    const literals = [...source.matchAll(/'([^']*)'|(syminfo\.\w+|timeframe\.period|str\.tostring\(\w+\))/g)];
    const built = literals.map(([, literal]) => literal ?? "1").join("");
    expect(JSON.parse(built)).toMatchObject({ secret: "YOUR_SECRET", ticker: "1", direction: "long" });
  });

  it.each(MESSAGE_KINDS)("the %s message carries the secret only when one is set", (kind) => {
    expect(alertMessage(kind, false)).not.toContain("secret");
    if (kind !== "text") expect(alertMessage(kind, true)).toContain("YOUR_SECRET");
  });
});
