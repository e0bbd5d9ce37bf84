import { useInfiniteQuery } from "@tanstack/react-query";
import { Activity } from "lucide-react";
import type { ConnectionCheck, HealthSummary } from "@/api/types";
import { useI18n } from "@/i18n";
import { wordOf } from "@/i18n/words";
import { cn } from "@/lib/cn";
import { Badge } from "@/ui/badge";
import { Card } from "@/ui/card";
import { DataTable } from "@/ui/data-table";
import { LoadMore } from "@/ui/load-more";
import { Loaded } from "@/ui/loaded";
import { EmptyState } from "@/ui/states";
import { healthQuery } from "./api";

/** How the connection has been: the last week in numbers, and every check. */
export function HealthCard() {
  const { t } = useI18n();
  const list = useInfiniteQuery(healthQuery);
  return (
    <Card title={t("health.title")} description={t("health.body")}>
      <Loaded query={list} rows={4}>
        {({ pages }) => {
          const checks = pages.flatMap((page) => page.data);
          const summary = pages[0]?.summary;
          if (summary === undefined || checks.length === 0) {
            return <EmptyState icon={<Activity aria-hidden />} title={t("health.empty")} />;
          }
          return (
            <>
              <Week summary={summary} />
              <Strip checks={checks} />
              <Checks checks={checks} />
              <LoadMore list={list} />
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

function Week({ summary }: { summary: HealthSummary }) {
  const { t, format } = useI18n();
  const ms = (value: number | null) => (value === null ? "–" : t("health.ms", { ms: value }));
  const figures = [
    [t("health.checks"), format.number(summary.checks)],
    [t("health.healthy"), summary.checks === 0 ? "–" : format.percent((100 * summary.healthy) / summary.checks)],
    [t("health.average"), ms(summary.average_latency_ms)],
    [t("health.slowest"), ms(summary.slowest_ms)],
  ] as const;
  return (
    <>
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        {figures.map(([label, value]) => (
          <div key={label}>
            <dt className="text-xs text-muted">{label}</dt>
            <dd className="tabular text-lg font-semibold">{value}</dd>
          </div>
        ))}
      </dl>
      {summary.failures.length > 0 && (
        <ul className="mt-3 flex flex-wrap gap-1.5">
          {summary.failures.map(({ failure, count }) => (
            <li key={failure}>
              <Badge tone="loss">
                {t(`failure.short.${failure}`)} · {format.number(count)}
              </Badge>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const SHOWN = 60;

/** The latest checks as bars: as high as they took long. The table below says the same in words. */
function Strip({ checks }: { checks: readonly ConnectionCheck[] }) {
  const shown = checks.slice(0, SHOWN).toReversed();
  const slowest = Math.max(1, ...shown.map((check) => check.latency_ms));
  return (
    <div aria-hidden className="my-4 flex h-16 items-end gap-0.5">
      {shown.map((check) => (
        <span
          key={check.id}
          className={cn(
            "min-w-0.5 max-w-4 flex-1 rounded-t-sm",
            check.failure === null ? "bg-gain/70" : check.status === "dead" ? "bg-loss" : "bg-warn",
          )}
          style={{ height: `${Math.max(10, (100 * check.latency_ms) / slowest)}%` }}
        />
      ))}
    </div>
  );
}

function Checks({ checks }: { checks: readonly ConnectionCheck[] }) {
  const { t, format } = useI18n();
  return (
    <DataTable
      label={t("health.title")}
      rows={checks}
      rowKey={(check) => check.id}
      columns={[
        {
          id: "at",
          header: t("health.at"),
          cell: (check) => (
            <time dateTime={check.created_at} title={format.instant(check.created_at)} className="whitespace-nowrap">
              {format.brief(check.created_at)}
            </time>
          ),
        },
        {
          id: "result",
          header: t("health.result"),
          cell: (check) =>
            check.failure === null ? (
              <Badge tone="gain">{t("health.ok")}</Badge>
            ) : (
              <Badge tone={check.status === "dead" ? "loss" : "warn"}>{t(`failure.short.${check.failure}`)}</Badge>
            ),
        },
        { id: "cause", header: t("health.cause"), cell: (check) => wordOf(t, "health.cause", check.cause) },
        { id: "http", header: t("health.http"), right: true, cell: (check) => check.http_status ?? "–" },
        {
          id: "latency",
          header: t("health.latency"),
          right: true,
          cell: (check) => <span className="whitespace-nowrap">{t("health.ms", { ms: check.latency_ms })}</span>,
        },
      ]}
    />
  );
}
