import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChartNoAxesCombined } from "lucide-react";
import { lazy, Suspense } from "react";
import { useI18n } from "@/i18n";
import { useTitle } from "@/lib/use-title";
import { Button } from "@/ui/button";
import { Card, PageHeader } from "@/ui/card";
import { EmptyState, ErrorState, Skeleton } from "@/ui/states";
import { statsQuery } from "./api";
import { GroupTable } from "./group-table";
import { Summary } from "./summary";

// The charts' library is large; the numbers do not wait for it.
const DailyCharts = lazy(async () => ({ default: (await import("./daily-charts")).DailyCharts }));

export function StatsPage() {
  const { t } = useI18n();
  useTitle(t("stats.title"));
  const { data, error, refetch } = useQuery(statsQuery);
  return (
    <>
      <PageHeader title={t("stats.title")} subtitle={t("stats.subtitle")} />
      {data === undefined ? (
        error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <StatsSkeleton />
        )
      ) : data.summary.total === 0 ? (
        <EmptyState
          className="card"
          icon={<ChartNoAxesCombined aria-hidden />}
          title={t("stats.empty.title")}
          body={t("stats.empty.body")}
        >
          <Button asChild look="primary">
            <Link to="/welcome">{t("nav.welcome")}</Link>
          </Button>
        </EmptyState>
      ) : (
        <div className="grid gap-4">
          <Summary stats={data.summary} />
          <Suspense fallback={<Skeleton className="h-72" />}>
            <DailyCharts daily={data.daily} />
          </Suspense>
          <div className="grid gap-4 2xl:grid-cols-2 2xl:items-start">
            <Card title={t("stats.byTicker")}>
              <GroupTable
                column="ticker"
                rows={data.by_ticker.map(({ ticker, ...stats }) => ({ name: ticker, ...stats }))}
              />
            </Card>
            <Card title={t("stats.byStrategy")}>
              {data.by_strategy.length === 0 ? (
                <p className="text-sm text-muted">{t("stats.byStrategy.empty")}</p>
              ) : (
                <GroupTable
                  column="strategy"
                  rows={data.by_strategy.map(({ strategy, ...stats }) => ({ name: strategy, ...stats }))}
                />
              )}
            </Card>
          </div>
        </div>
      )}
    </>
  );
}

function StatsSkeleton() {
  const { t } = useI18n();
  return (
    <div role="status" aria-label={t("state.loading")} className="grid gap-4">
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-3 2xl:grid-cols-6">
        {["a", "b", "c", "d", "e", "f"].map((key) => (
          <Skeleton key={key} className="h-28 rounded-card" />
        ))}
      </div>
      <Skeleton className="h-72 rounded-card" />
    </div>
  );
}
