import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { AccessJob, AccessJobRow } from "@/api/types";
import { shareableQuery } from "@/features/scripts/api";
import { useI18n } from "@/i18n";
import { wordOf } from "@/i18n/words";
import { Badge, type Tone } from "@/ui/badge";
import { DataTable } from "@/ui/data-table";
import { LoadMore } from "@/ui/load-more";
import { Loaded } from "@/ui/loaded";
import { Segmented } from "@/ui/segmented";
import { jobRowsQuery } from "./api";

const FILTERS = ["all", "failed", "done", "queued", "cancelled"] as const;
const TONES: Record<string, Tone | undefined> = { done: "gain", failed: "loss", working: "info" };

/** What became of each row. */
export function JobRows({ job }: { job: AccessJob }) {
  const { t } = useI18n();
  const [filter, setFilter] = useState<(typeof FILTERS)[number]>("all");
  const list = useInfiniteQuery({
    ...jobRowsQuery(job.id, filter === "all" ? undefined : filter, job.pending > 0),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <div className="mb-3 overflow-x-auto">
        <Segmented
          label={t("jobs.rows.filter")}
          value={filter}
          onChange={setFilter}
          options={FILTERS.map((value) => ({ value, label: t(`jobs.rows.${value}`) }))}
        />
      </div>
      <Loaded query={list}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.data);
          return rows.length === 0 ? (
            <p className="card p-6 text-center text-sm text-muted">{t("jobs.rows.none")}</p>
          ) : (
            <Rows rows={rows} />
          );
        }}
      </Loaded>
      <LoadMore list={list} />
    </>
  );
}

function Rows({ rows }: { rows: readonly AccessJobRow[] }) {
  const { t } = useI18n();
  // A row names its script as the request did: most often by its id.
  const titles = new Map<string, string>((useQuery(shareableQuery).data ?? []).map(({ id, title }) => [id, title]));
  return (
    <DataTable
      label={t("jobs.rows")}
      rows={rows}
      rowKey={(row) => String(row.row)}
      columns={[
        { id: "row", header: t("jobs.rows.row"), cell: (row) => <span className="tabular">{row.row}</span> },
        { id: "user", header: t("jobs.rows.user"), cell: (row) => <User row={row} /> },
        {
          id: "status",
          header: t("jobs.rows.status"),
          cell: (row) => (
            <Badge tone={TONES[row.status] ?? "neutral"}>
              {row.effect ? wordOf(t, "change.effect", row.effect) : wordOf(t, "change.status", row.status)}
            </Badge>
          ),
        },
        {
          id: "reason",
          header: t("jobs.rows.reason"),
          cell: (row) => (
            <span className="block max-w-80 min-w-32 text-muted">
              {row.failure ? t(`failure.${row.failure}`) : (row.reason ?? "")}
            </span>
          ),
        },
        {
          id: "script",
          header: t("jobs.rows.script"),
          cell: (row) => (row.script === null ? "–" : (titles.get(row.script) ?? row.script)),
        },
      ]}
    />
  );
}

function User({ row }: { row: AccessJobRow }) {
  const name = row.username ?? "–";
  if (row.grant_id === null) return name;
  return (
    <Link
      to="/access/grants/$grantId"
      params={{ grantId: row.grant_id }}
      className="rounded font-medium hover:underline"
    >
      {name}
    </Link>
  );
}
