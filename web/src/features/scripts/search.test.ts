import { describe, expect, it } from "vitest";
import { parseScriptSearch, toScriptQuery } from "./search";

describe("filters of the scripts in the URL", () => {
  it("keep what is valid, also what the router reads as a boolean", () => {
    expect(
      parseScriptSearch({ search: "trend", sale: true, removed: "false", access: "secret", kind: "study" }),
    ).toEqual({
      search: "trend",
      sale: "true",
      removed: "false",
      kind: "study",
    });
    expect(parseScriptSearch({ sale: undefined, removed: 1 })).toEqual({});
  });

  it("reach the API by its names", () => {
    expect(toScriptQuery({ sale: "false", search: "trend" })).toEqual({ for_sale: "false", search: "trend" });
  });
});
