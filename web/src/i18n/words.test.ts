import { describe, expect, it } from "vitest";
import { translate } from "./index";
import { wordOf } from "./words";

describe("words of the API", () => {
  it("are worded where they are known and shown as they are where not", () => {
    expect(wordOf(translate, "health.cause", "schedule")).toBe("Regular check");
    expect(wordOf(translate, "health.cause", "full_moon")).toBe("full_moon");
    expect(wordOf(translate, "constructor", "name")).toBe("name");
  });
});
