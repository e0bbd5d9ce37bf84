import { describe, expect, it } from "vitest";
import { activeFilters, exportHref, parseSignalSearch, toQuery, withoutFilters } from "./search";

describe("filters in the URL", () => {
  it("keep what is valid and drop the rest", () => {
    const search = parseSignalSearch({
      ticker: " BTCUSDT ",
      result: "win",
      direction: "sideways",
      status: "failed",
      from: "2026-02-30x",
      to: "2026-02-28",
      view: "cards",
      utm_source: "mail",
    });
    expect(search).toEqual({ ticker: "BTCUSDT", result: "win", status: "failed", to: "2026-02-28", view: "cards" });
  });

  it("keep a ticker that consists of digits, and its spelling", () => {
    expect(parseSignalSearch({ ticker: 600519 })).toEqual({ ticker: "600519" });
    expect(parseSignalSearch({ ticker: "binance:ibtc" })).toEqual({ ticker: "binance:ibtc" });
  });

  it("are counted and cleared apart from the view", () => {
    const search = parseSignalSearch({ ticker: "AAPL", from: "2026-01-01", view: "table" });
    expect(activeFilters(search)).toBe(2);
    expect(withoutFilters(search)).toEqual({ view: "table" });
  });

  it("reach the API with days as instants of the user's zone", () => {
    const query = toQuery({ result: "loss", from: "2026-03-01", to: "2026-03-01", view: "cards" }, "Europe/Istanbul");
    expect(query).toEqual({ result: "loss", from: "2026-02-28T21:00:00.000Z", to: "2026-03-01T20:59:59.999Z" });
  });

  it("lead to the same signals as CSV", () => {
    expect(exportHref({})).toBe("/api/signals/export.csv");
    expect(exportHref({ ticker: "BINANCE:BTCUSDT", result: "win" })).toBe(
      "/api/signals/export.csv?ticker=BINANCE%3ABTCUSDT&result=win",
    );
  });
});
