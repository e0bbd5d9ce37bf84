import { type ReactElement, useMemo } from "react";
import {
  Area,
  AreaChart,
  Bar,
  BarChart,
  CartesianGrid,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import type { DailyStats } from "@/api/types";
import { useI18n } from "@/i18n";
import { Card } from "@/ui/card";
import { type CurvePoint, curve } from "./curve";

const axis = {
  tick: { fill: "var(--ink-muted)", fontSize: 11 },
  tickLine: false,
  axisLine: false,
} as const;
const tooltip = {
  contentStyle: {
    background: "var(--raised)",
    border: "1px solid var(--line)",
    borderRadius: "0.5rem",
    fontSize: "0.8125rem",
    boxShadow: "var(--shadow-float)",
  },
  labelStyle: { color: "var(--ink-muted)" },
  itemStyle: { color: "var(--ink)" },
  cursor: { fill: "var(--line)", fillOpacity: 0.5, stroke: "var(--line-strong)" },
} as const;

/** Two pictures of the last 90 days: how profit and loss went, and how many signals came. */
export function DailyCharts({ daily }: { daily: readonly DailyStats[] }) {
  const { t, format } = useI18n();
  const points = useMemo(() => curve(daily), [daily]);
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return null;
  const hasResults = points.some((point) => point.wins + point.losses > 0);
  const summary = (label: string, value: (point: CurvePoint) => string) =>
    t("stats.chart.summary", {
      label,
      first: value(first),
      from: format.day(first.date),
      last: value(last),
      to: format.day(last.date),
    });
  const days = { dataKey: "date", tickFormatter: format.day, minTickGap: 40, ...axis } as const;

  return (
    <div className="grid gap-4 xl:grid-cols-2">
      <Card title={t("stats.chart.pnl")}>
        {hasResults ? (
          <Picture label={summary(t("stats.chart.pnl.series"), (point) => format.signed(point.cumulative))}>
            <AreaChart data={points} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
              <CartesianGrid stroke="var(--line)" vertical={false} />
              <XAxis {...days} />
              <YAxis width={64} tickFormatter={(value: number) => format.number(value)} {...axis} />
              <ReferenceLine y={0} stroke="var(--line-strong)" />
              <Tooltip
                {...tooltip}
                labelFormatter={(label) => format.day(String(label))}
                formatter={(value) => format.signed(Number(value))}
              />
              <Area
                name={t("stats.chart.pnl.series")}
                dataKey="cumulative"
                stroke="var(--accent)"
                strokeWidth={2}
                fill="var(--accent)"
                fillOpacity={0.12}
                isAnimationActive={false}
              />
            </AreaChart>
          </Picture>
        ) : (
          <p className="grid h-56 place-items-center text-center text-sm text-muted">{t("stats.chart.noResults")}</p>
        )}
      </Card>
      <Card title={t("stats.chart.daily")}>
        <Picture label={summary(t("stats.chart.daily.series"), (point) => format.number(point.total))}>
          <BarChart data={points} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
            <CartesianGrid stroke="var(--line)" vertical={false} />
            <XAxis {...days} />
            <YAxis width={40} allowDecimals={false} tickFormatter={(value: number) => format.number(value)} {...axis} />
            <Tooltip
              {...tooltip}
              labelFormatter={(label) => format.day(String(label))}
              formatter={(value) => format.number(Number(value))}
            />
            <Bar
              name={t("stats.chart.daily.series")}
              dataKey="total"
              fill="var(--accent)"
              radius={[3, 3, 0, 0]}
              maxBarSize={28}
              isAnimationActive={false}
            />
          </BarChart>
        </Picture>
      </Card>
    </div>
  );
}

/** A chart is a picture to a screen reader: one sentence says what it shows. */
function Picture({ label, children }: { label: string; children: ReactElement }) {
  return (
    <div role="img" aria-label={label} className="h-56">
      <ResponsiveContainer width="100%" height="100%">
        {children}
      </ResponsiveContainer>
    </div>
  );
}
