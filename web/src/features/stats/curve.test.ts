import { expect, it } from "vitest";
import { curve } from "./curve";

const day = (date: string, profit_loss: string) => ({ date, total: 2, wins: 1, losses: 1, profit_loss });

it("adds up profit and loss from day to day", () => {
  const points = curve([day("2026-02-27", "10"), day("2026-02-28", "0"), day("2026-03-01", "-4.5")]);
  expect(points.map(({ date, cumulative }) => [date, cumulative])).toEqual([
    ["2026-02-27", 10],
    ["2026-02-28", 10],
    ["2026-03-01", 5.5],
  ]);
});
