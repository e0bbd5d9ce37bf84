import { describe, expect, it } from "vitest";
import type { Signal } from "@/api/types";
import { mergeHead, patchSignal, removeSignal, type SignalPage, type SignalPages } from "./live-list";

/** Signals arrive in the order of their numbers. */
function signal(number: number, changes: Partial<Signal> = {}): Signal {
  const created_at = new Date(1_700_000_000_000 + number * 1000).toISOString();
  return { id: `sig_${number}`, created_at, result: "pending", ...changes } as Signal;
}
const page = (numbers: number[], next_cursor: string | null): SignalPage => ({
  data: numbers.map((number) => signal(number)),
  next_cursor,
});
const pages = (...list: SignalPage[]): SignalPages => ({ pages: list, pageParams: list.map(() => null) });
const ids = (list: SignalPages) => list.pages.flatMap((one) => one.data.map((row) => Number(row.id.slice(4))));

describe("mergeHead", () => {
  const read = pages(page([9, 8, 7], "c7"), page([6, 5, 4], "c4"));

  it("puts new signals in front and keeps what was read before", () => {
    const merged = mergeHead(read, page([11, 10, 9], "c9"));
    expect(ids(merged)).toEqual([11, 10, 9, 8, 7, 6, 5, 4]);
    expect(merged.pages.at(-1)?.next_cursor).toBe("c4");
  });

  it("drops what has gone from the range of the fresh page", () => {
    expect(ids(mergeHead(read, page([9, 7, 6], "c6")))).toEqual([9, 7, 6, 5, 4]);
  });

  it("starts anew rather than leave a gap", () => {
    const merged = mergeHead(read, page([30, 29, 28], "c28"));
    expect(ids(merged)).toEqual([30, 29, 28]);
    expect(merged.pages[0]?.next_cursor).toBe("c28");
  });

  it("keeps only the fresh page when it is the whole list", () => {
    expect(ids(mergeHead(read, page([9, 5], null)))).toEqual([9, 5]);
    expect(ids(mergeHead(read, page([], null)))).toEqual([]);
  });

  it("goes on from the fresh page when that reaches beyond what was read", () => {
    const merged = mergeHead(pages(page([9, 8], "c8")), page([9, 7, 6], "c6"));
    expect(ids(merged)).toEqual([9, 7, 6]);
    expect(merged.pages.at(-1)?.next_cursor).toBe("c6");
  });

  it("tells signals of the same millisecond apart by id", () => {
    const same = (id: string) => signal(1, { id });
    const list = pages({ data: [same("sig_c"), same("sig_b"), same("sig_a")], next_cursor: "a" });
    const merged = mergeHead(list, { data: [same("sig_d"), same("sig_c")], next_cursor: "c" });
    expect(merged.pages[0]?.data.map((row) => row.id)).toEqual(["sig_d", "sig_c", "sig_b", "sig_a"]);
  });
});

describe("single signals", () => {
  const read = pages(page([3, 2], "c2"), page([1], null));

  it("are changed in place", () => {
    const changed = patchSignal(read, "sig_1", (row) => ({ ...row, result: "win" }));
    expect(changed.pages[1]?.data[0]?.result).toBe("win");
    expect(read.pages[1]?.data[0]?.result).toBe("pending");
  });

  it("are removed from whichever page has them", () => {
    expect(ids(removeSignal(read, "sig_2"))).toEqual([3, 1]);
  });
});
