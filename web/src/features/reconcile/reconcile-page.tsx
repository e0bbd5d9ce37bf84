import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { GitCompareArrows, Scale } from "lucide-react";
import type { Reconciliation, ReconciliationDetail } from "@/api/types";
import { useI18n } from "@/i18n";
import { wordOf } from "@/i18n/words";
import { useCleanSearch } from "@/lib/use-clean-search";
import { Badge, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { DataTable } from "@/ui/data-table";
import { Field, Select } from "@/ui/field";
import { Loaded } from "@/ui/loaded";
import { Notice } from "@/ui/notice";
import { Progress } from "@/ui/progress";
import { EmptyState } from "@/ui/states";
import { runQuery, runsQuery, useReconcile } from "./api";
import { Differences } from "./differences";
import { parseReconcileSearch } from "./search";

/** The books compared with TradingView: on demand and each night, with a way to mend each difference. */
export function ReconcilePage() {
  const { t } = useI18n();
  const { run: wanted } = useCleanSearch("/app/access/reconcile", parseReconcileSearch);
  const navigate = useNavigate({ from: "/access/reconcile" });
  const runs = useQuery(runsQuery);
  const reconcile = useReconcile();
  const show = (run: string) => navigate({ to: ".", search: run === "" ? {} : { run }, replace: true });
  return (
    <Card
      title={t("reconcile.title")}
      description={t("reconcile.body")}
      actions={
        <Button
          look="primary"
          size="small"
          busy={reconcile.isPending || runs.data?.data[0]?.status === "running"}
          onClick={() => reconcile.mutate(undefined, { onSuccess: () => void show("") })}
        >
          <Scale aria-hidden />
          {t("reconcile.run")}
        </Button>
      }
    >
      <Loaded query={runs} rows={3}>
        {({ data }) => {
          const id = wanted ?? data[0]?.id;
          if (id === undefined) {
            return <EmptyState icon={<GitCompareArrows aria-hidden />} title={t("reconcile.empty")} />;
          }
          return (
            <>
              <RunSelect runs={data} value={id} onChange={show} />
              <Run key={id} id={id} />
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

interface RunSelectProps {
  runs: readonly Reconciliation[];
  value: string;
  onChange: (id: string) => void;
}

function RunSelect({ runs, value, onChange }: RunSelectProps) {
  const { t, format } = useI18n();
  return (
    <Field label={t("reconcile.which")} className="mb-4 max-w-md">
      <Select value={value} onChange={(event) => onChange(event.target.value)}>
        {runs.every(({ id }) => id !== value) && <option value={value}>{value}</option>}
        {runs.map((run) => (
          <option key={run.id} value={run.id}>
            {`${format.instant(run.created_at)} · ${wordOf(t, "reconcile.trigger", run.trigger)} · ${t("reconcile.found", { count: run.differing })}`}
          </option>
        ))}
      </Select>
    </Field>
  );
}

function Run({ id }: { id: string }) {
  const { t } = useI18n();
  const query = useQuery(runQuery(id));
  return (
    <Loaded query={query} rows={3}>
      {(run) => (
        <div className="grid grid-cols-1 gap-4">
          {run.status === "running" && (
            <div role="status">
              <Progress
                label={t("reconcile.progress")}
                value={run.scripts === 0 ? null : Math.floor((100 * run.scripts_done) / run.scripts)}
              />
              <p className="tabular mt-2 text-[0.8125rem] text-muted">
                {t("reconcile.scripts", { done: run.scripts_done, scripts: run.scripts })}
              </p>
            </div>
          )}
          {run.failure && (
            <Notice tone="loss">
              {t("reconcile.failed")} {t(`failure.${run.failure}`)}
            </Notice>
          )}
          {run.status === "completed" && (
            <Notice tone={run.differing === 0 ? "gain" : "warn"} role="status">
              {t("reconcile.agreeing", { count: run.agreeing })} {t("reconcile.found", { count: run.differing })}
            </Notice>
          )}
          <Differences run={run} />
          {run.by_script.length > 0 && <ByScript run={run} />}
        </div>
      )}
    </Loaded>
  );
}

const TONES: Record<string, Tone | undefined> = { done: "gain", failed: "loss", listing: "info" };

function ByScript({ run }: { run: ReconciliationDetail }) {
  const { t, format } = useI18n();
  const number = (value: number | null) => (value === null ? "–" : format.number(value));
  return (
    <section>
      <h3 className="mb-2 text-sm font-semibold">{t("reconcile.byScript")}</h3>
      <DataTable
        label={t("reconcile.byScript")}
        rows={run.by_script}
        rowKey={(script) => script.script_id}
        columns={[
          { id: "title", header: t("grants.filter.script"), cell: (script) => script.title },
          {
            id: "status",
            header: t("grants.filter.status"),
            cell: (script) => (
              <>
                <Badge tone={TONES[script.status] ?? "neutral"}>{wordOf(t, "reconcile.status", script.status)}</Badge>
                {script.failure && (
                  <span className="mt-1 block max-w-72 min-w-40 text-xs text-muted">
                    {t(`failure.${script.failure}`)}
                  </span>
                )}
              </>
            ),
          },
          { id: "listed", header: t("reconcile.listed"), right: true, cell: (script) => number(script.listed) },
          { id: "agreeing", header: t("reconcile.agree"), right: true, cell: (script) => number(script.agreeing) },
          { id: "differing", header: t("reconcile.differ"), right: true, cell: (script) => number(script.differing) },
          { id: "skipped", header: t("reconcile.skipped"), right: true, cell: (script) => number(script.skipped) },
        ]}
      />
    </section>
  );
}
