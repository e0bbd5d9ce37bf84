import { describe, expect, it } from "vitest";
import { integer, oneOf, text, withoutGaps, withQuery } from "./search-params";

describe("what a URL says", () => {
  it("is one of the known words or nothing", () => {
    expect(oneOf(["active", "expired"], "active")).toBe("active");
    expect(oneOf(["active", "expired"], "ACTIVE")).toBeUndefined();
    expect(oneOf(["active"], ["active"])).toBeUndefined();
  });

  it("is text without what surrounds it, also if it looks like a number", () => {
    expect(text("  Jane ")).toBe("Jane");
    expect(text(600519)).toBe("600519");
    expect(text("   ")).toBeUndefined();
    expect(text({})).toBeUndefined();
    expect(text("x".repeat(500))).toHaveLength(100);
  });

  it("is a whole number within bounds", () => {
    expect(integer(7, 1, 365)).toBe(7);
    expect(integer("30", 1, 365)).toBe(30);
    for (const wrong of [0, 366, 1.5, "", "seven", null, Number.NaN]) expect(integer(wrong, 1, 365)).toBeUndefined();
  });
});

describe("an address with a query", () => {
  it("has one only where something is asked", () => {
    expect(withQuery("/list.csv", {})).toBe("/list.csv");
    expect(withQuery("/list.csv", { script: "PUB;1", days: 7 })).toBe("/list.csv?script=PUB%3B1&days=7");
  });

  it("leaves out what is not said", () => {
    expect(withoutGaps({ a: 1, b: undefined, c: null })).toEqual({ a: 1, c: null });
  });
});
