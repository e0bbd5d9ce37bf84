import { expect, it } from "vitest";
import { decimalInput } from "@/lib/decimal-input";
import { prettyJson } from "./pretty-json";
import { shortTimeframe } from "./timeframe";

it("reads decimals as people write them, exactly", () => {
  expect(decimalInput("  ")).toBeNull();
  expect(decimalInput(" 45000.10 ")).toBe("45000.10");
  expect(decimalInput("-1,5")).toBe("-1.5");
  expect(decimalInput("0.1234567890123456789")).toBe("0.1234567890123456789");
  expect(decimalInput("1.000,5")).toBe("1.000,5");
});

it("shows JSON in lines, and never changes a number in it", () => {
  expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(prettyJson('{"a":12345678901234567890}')).toBe('{"a":12345678901234567890}');
  expect(prettyJson("BUY BTCUSDT @ 45000")).toBe("BUY BTCUSDT @ 45000");
});

it("names timeframes as people do", () => {
  expect(["1", "15", "60", "90", "240", "1D", "30S", null].map(shortTimeframe)).toEqual([
    "1m",
    "15m",
    "1h",
    "90m",
    "4h",
    "1D",
    "30S",
    null,
  ]);
});
