import { describe, expect, it } from "vitest";
import { type Message, placeholders, render } from "./catalogue";
import { en } from "./en";
import { es } from "./es";
import { createFormats } from "./format";
import { tr } from "./tr";

const catalogues: Record<string, Record<string, Message>> = { es, tr };
const texts = (message: Message) => (typeof message === "string" ? [message] : [message.one, message.other]);

describe.each(Object.entries(catalogues))("the %s catalogue", (_, catalogue) => {
  it("has exactly the keys of the English one", () => {
    expect(Object.keys(catalogue).sort()).toEqual(Object.keys(en).sort());
  });

  it("has the same placeholders in every message, and no empty one", () => {
    for (const [key, english] of Object.entries(en)) {
      const message = catalogue[key];
      if (message === undefined) throw new Error(`${key} is missing`);
      expect(placeholders(message), key).toEqual(placeholders(english));
      for (const text of texts(message)) expect(text.trim(), key).not.toBe("");
    }
  });
});

describe("rendering", () => {
  it("chooses the plural of the language and writes numbers its way", () => {
    const message = { one: "{count} señal", other: "{count} señales" };
    expect(render(message, "es", { count: 1 })).toBe("1 señal");
    expect(render(message, "es", { count: 1_234_567 })).toBe("1.234.567 señales");
  });

  it("fills placeholders with text as it is, also text that looks like a placeholder", () => {
    expect(render("{a} and {b}", "en", { a: "{b}", b: "ıİi" })).toBe("{b} and ıİi");
  });
});

describe("formats", () => {
  const now = () => Date.parse("2026-03-12T14:00:00Z");
  const formats = (language: string) => createFormats(language, "Europe/Istanbul", now);

  it("show the time today and the date before", () => {
    expect(formats("en").brief("2026-03-12T13:05:09Z")).toBe("16:05:09");
    expect(formats("en").brief("2026-03-11T13:05:09Z")).toContain("Mar 11");
    // Already the 12th in Istanbul, still the 11th in UTC.
    expect(formats("en").brief("2026-03-11T22:30:00Z")).toBe("01:30:00");
  });

  it("never round an exact decimal", () => {
    expect(formats("en").decimal("0.000000012345678901")).toBe("0.000000012345678901");
    expect(formats("tr").decimal("9007199254740993.5")).toBe("9.007.199.254.740.993,5");
  });

  it("sign profits and losses, and leave nothing unsigned as a gain", () => {
    expect(formats("en").signed("12.50")).toBe("+12.5");
    expect(formats("en").signed("-0.25")).toBe("-0.25");
    expect(formats("en").signed("0")).toBe("0");
  });

  it("say how long ago in words", () => {
    expect(formats("en").relative("2026-03-12T13:57:00Z")).toBe("3 minutes ago");
    expect(formats("en").relative("2026-03-13T14:00:00Z")).toBe("tomorrow");
  });
});
