import type { DailyStats } from "@/api/types";

export interface CurvePoint extends DailyStats {
  /** Profit and loss up to and including this day. For drawing only: a float. */
  cumulative: number;
}

const DAY_MS = 86_400_000;

/** Every calendar day between the first and the last that has signals, with the running total of profit and loss. */
export function curve(daily: readonly DailyStats[]): CurvePoint[] {
  const byDate = new Map(daily.map((day) => [day.date, day]));
  const dates = [...byDate.keys()].sort();
  const first = dates[0];
  const last = dates.at(-1);
  if (first === undefined || last === undefined) return [];
  const points: CurvePoint[] = [];
  let cumulative = 0;
  for (let at = Date.parse(first); at <= Date.parse(last); at += DAY_MS) {
    const date = new Date(at).toISOString().slice(0, 10);
    const day = byDate.get(date) ?? { date, total: 0, wins: 0, losses: 0, profit_loss: "0" };
    cumulative += Number(day.profit_loss);
    points.push({ ...day, cumulative });
  }
  return points;
}
