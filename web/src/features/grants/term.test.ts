import { describe, expect, it } from "vitest";
import { translate } from "@/i18n";
import { durationOf, durationText, termFields, termOf } from "./term";

describe("how long access lasts", () => {
  it("is read from a duration and written again", () => {
    for (const duration of ["7D", "2W", "1M", "1Y", "1L", "9999D"]) expect(durationOf(termOf(duration))).toBe(duration);
    expect(durationOf(termOf("30d"))).toBe("30D");
  });

  it("is the script's default where there is no duration", () => {
    for (const none of [null, "", "soon", "12345D", "7X"]) expect(termOf(none).unit).toBe("default");
    expect(termFields(termOf(null), "UTC")).toEqual({});
  });

  it("reaches the API as a duration or as the end of a day where the user lives", () => {
    expect(termFields({ unit: "W", count: " 2 ", day: "" }, "UTC")).toEqual({ duration: "2W" });
    expect(termFields({ unit: "L", count: "7", day: "" }, "UTC")).toEqual({ duration: "1L" });
    expect(termFields({ unit: "until", count: "", day: "2027-01-31" }, "Europe/Istanbul")).toEqual({
      expires_at: "2027-01-31T20:59:59.999Z",
    });
  });

  it("is said in words", () => {
    expect(durationText(translate, "1M")).toBe("1 month");
    expect(durationText(translate, "30D")).toBe("30 days");
    expect(durationText(translate, "1L")).toBe("Lifetime");
    expect(durationText(translate, "soon")).toBe("soon");
  });
});
