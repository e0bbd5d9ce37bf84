import { describe, expect, it } from "vitest";
import { bodyOf, type Draft, durationsOf, EMPTY_DRAFT, settled } from "./draft";

const draft = (fields: Partial<Draft>): Draft => ({ ...EMPTY_DRAFT, symbol: "AAPL", amount: "10", ...fields });
const sent = (fields: Partial<Draft>) => JSON.parse(JSON.stringify(bodyOf("acc_1", draft(fields))));

describe("what is sent of a draft", () => {
  it("leaves out what was typed for another type of order", () => {
    expect(sent({ limit_price: "190", stop_price: "180", take_profit: "200", expires_at: "2026-03-11T10:00" })).toEqual(
      {
        account_id: "acc_1",
        symbol: "AAPL",
        side: "buy",
        type: "market",
        quantity: "10",
        duration: "day",
      },
    );
  });

  it("has the prices of its type, target and stop, with a comma as the decimal sign too", () => {
    expect(
      sent({ type: "stop_limit", limit_price: "190,5", stop_price: "190", bracket: true, stop_loss: "180" }),
    ).toMatchObject({ limit_price: "190.5", stop_price: "190", stop_loss: "180" });
  });

  it("counts money instead of units", () => {
    expect(sent({ by: "notional", amount: "250.50" })).toMatchObject({ notional: "250.50" });
    expect(sent({ by: "notional", amount: "250.50" })).not.toHaveProperty("quantity");
  });

  it("stands outside the session only as a limit order for the day", () => {
    expect(sent({ type: "limit", extended_hours: true })).toMatchObject({ extended_hours: true });
    expect(sent({ type: "limit", duration: "gtc", extended_hours: true })).not.toHaveProperty("extended_hours");
  });
});

describe("durations", () => {
  it("are those of the market and the type", () => {
    expect(durationsOf("market", "crypto")).toEqual(["gtc", "ioc", "gtd"]);
    expect(durationsOf("stop", "stocks")).toEqual(["day", "gtc", "gtd"]);
    expect(durationsOf("stop_limit", "crypto")).toEqual(["gtc", "gtd"]);
  });

  it("change to the usual one where the chosen one cannot be", () => {
    expect(settled(draft({ duration: "fok" }), "crypto").duration).toBe("gtc");
    expect(settled(draft({ duration: "gtc" }), "crypto").duration).toBe("gtc");
    expect(settled(draft({ type: "stop", by: "notional", duration: "opg" }), "stocks")).toMatchObject({
      duration: "day",
      by: "quantity",
    });
  });
});
