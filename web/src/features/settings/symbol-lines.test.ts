import { expect, it } from "vitest";
import { symbolLines } from "./symbol-lines";

it("reads a list of symbols as people type it, without changing the symbols", () => {
  expect(symbolLines("BINANCE:BTCUSDT\n ethusd,AAPL  AAPL\n\n")).toEqual(["BINANCE:BTCUSDT", "ethusd", "AAPL"]);
  expect(symbolLines(" \n ")).toBeNull();
});
