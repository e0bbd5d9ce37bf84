import { describe, expect, it } from "vitest";
import { endOfDay, startOfDay } from "./zoned";

describe("days of a time zone", () => {
  it("begin at the zone's midnight, east and west of Greenwich", () => {
    expect(startOfDay("2026-03-01", "UTC")).toBe("2026-03-01T00:00:00.000Z");
    expect(startOfDay("2026-03-01", "Europe/Istanbul")).toBe("2026-02-28T21:00:00.000Z");
    expect(startOfDay("2026-03-01", "America/New_York")).toBe("2026-03-01T05:00:00.000Z");
    expect(startOfDay("2026-03-01", "Asia/Kolkata")).toBe("2026-02-28T18:30:00.000Z");
  });

  it("are 23 and 25 hours long when the clock changes", () => {
    const hours = (day: string, zone: string) =>
      (Date.parse(endOfDay(day, zone)) + 1 - Date.parse(startOfDay(day, zone))) / 3_600_000;
    expect(hours("2026-03-29", "Europe/Madrid")).toBe(23);
    expect(hours("2026-10-25", "Europe/Madrid")).toBe(25);
    expect(hours("2026-03-08", "America/New_York")).toBe(23);
    expect(hours("2026-07-01", "America/New_York")).toBe(24);
  });

  it("meet without a gap", () => {
    const end = Date.parse(endOfDay("2026-10-24", "Europe/Madrid"));
    expect(Date.parse(startOfDay("2026-10-25", "Europe/Madrid"))).toBe(end + 1);
  });
});
