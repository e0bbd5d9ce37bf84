import { describe, expect, it } from "vitest";
import { pastedUsernames } from "./usernames";

describe("pasted names", () => {
  it("are parted by lines, commas, semicolons and blanks", () => {
    expect(pastedUsernames("Jane\nj.doe, @Trader_1;\tIbrahim\r\n\n")).toEqual(["Jane", "j.doe", "Trader_1", "Ibrahim"]);
    expect(pastedUsernames(" \n ,; ")).toEqual([]);
  });

  it("are taken once, whatever their case", () => {
    expect(pastedUsernames("Jane jane JANE @jane")).toEqual(["Jane"]);
  });
});
