import { describe, expect, it } from "vitest";
import { parseScriptSearch, toScriptQuery } from "./search";

describe("filters of the scripts in the URL", () => {
  it("keep what is valid and drop the rest", () => {
    const raw = { search: "trend", sale: "yes", removed: true, access: "secret", kind: "study" };
    expect(parseScriptSearch(raw)).toEqual({ search: "trend", sale: "yes", kind: "study" });
  });

  it("reach the API by its words", () => {
    expect(toScriptQuery({ sale: "no", search: "trend", removed: "only" })).toEqual({
      for_sale: "false",
      search: "trend",
      removed: "true",
    });
    expect(toScriptQuery({ removed: "all" })).toEqual({ removed: "all" });
    expect(toScriptQuery({})).toEqual({});
  });
});
