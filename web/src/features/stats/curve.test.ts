import { expect, it } from "vitest";
import { curve } from "./curve";

const day = (date: string, profit_loss: string) => ({ date, total: 2, wins: 1, losses: 1, profit_loss });

it("fills days without signals and adds up profit and loss", () => {
  const points = curve([day("2026-03-03", "-4.5"), day("2026-02-27", "10")]);
  expect(points.map(({ date, total, cumulative }) => [date, total, cumulative])).toEqual([
    ["2026-02-27", 2, 10],
    ["2026-02-28", 0, 10],
    ["2026-03-01", 0, 10],
    ["2026-03-02", 0, 10],
    ["2026-03-03", 2, 5.5],
  ]);
});

it("of nothing is nothing", () => {
  expect(curve([])).toEqual([]);
});
