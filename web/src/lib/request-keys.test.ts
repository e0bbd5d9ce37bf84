import { describe, expect, it } from "vitest";
import { RequestKeys } from "./request-keys";

describe("keys of requests", () => {
  it("stay for the same wish, until it is done", () => {
    const keys = new RequestKeys();
    const first = keys.keyFor({ username: "Jane", duration: "30D" });
    expect(keys.keyFor({ username: "Jane", duration: "30D" })).toBe(first);
    keys.done();
    expect(keys.keyFor({ username: "Jane", duration: "30D" })).not.toBe(first);
  });

  it("are new for another wish", () => {
    const keys = new RequestKeys();
    const first = keys.keyFor({ username: "Jane", duration: "30D" });
    expect(keys.keyFor({ username: "Jane", duration: "1M" })).not.toBe(first);
  });
});
