import { describe, expect, it } from "vitest";
import { exportHref, parseGrantSearch, toGrantQuery } from "./search";

describe("filters of the books in the URL", () => {
  it("keep what is valid and drop the rest", () => {
    const raw = { status: "active", script: "scr_1", username: 4711, within: "7", drift: "extra_on_tv", page: 2 };
    expect(parseGrantSearch(raw)).toEqual({ status: "active", script: "scr_1", username: "4711", within: 7 });
    expect(parseGrantSearch({ status: "gone", within: -1 })).toEqual({});
  });

  it("reach the list and its CSV alike", () => {
    const query = toGrantQuery({ username: "Jane", within: 3 });
    expect(query).toEqual({ username: "Jane", expiring_within_days: 3 });
    expect(exportHref(query)).toBe("/api/access/export.csv?username=Jane&expiring_within_days=3");
    expect(exportHref(toGrantQuery({}))).toBe("/api/access/export.csv");
  });
});
