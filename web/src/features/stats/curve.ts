import type { DailyStats } from "@/api/types";

export interface CurvePoint extends DailyStats {
  /** Profit and loss up to and including this day. For drawing only: a float. */
  cumulative: number;
}

/** The running total of profit and loss over the days. */
export function curve(daily: readonly DailyStats[]): CurvePoint[] {
  let cumulative = 0;
  return daily.map((day) => {
    cumulative += Number(day.profit_loss);
    return { ...day, cumulative };
  });
}
