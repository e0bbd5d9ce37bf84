import { useQuery } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useEffect, useEffectEvent } from "react";
import type { SyncRun } from "@/api/types";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Notice } from "@/ui/notice";
import { Progress } from "@/ui/progress";
import { ErrorState, Skeleton } from "@/ui/states";
import { isRunning, syncsQuery, useScriptsChanged, useSync } from "./api";
import { SyncReportView } from "./sync-report";

/** Brings the scripts up to date on demand, and tells what the latest sync did. */
export function SyncCard() {
  const { t } = useI18n();
  const { data, error, refetch } = useQuery(syncsQuery);
  const sync = useSync();
  const latest = data?.data[0];
  const running = latest !== undefined && isRunning(latest);
  const changed = useScriptsChanged();
  const onFinished = useEffectEvent(() => void changed());
  const finishedAt = latest?.finished_at;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another end is another run
  useEffect(() => onFinished(), [finishedAt]);

  return (
    <Card
      className="mb-4"
      title={t("scripts.sync.title")}
      description={t("scripts.sync.body")}
      actions={
        <Button look="primary" size="small" busy={sync.isPending || running} onClick={() => sync.mutate(false)}>
          <RefreshCw aria-hidden />
          {t("scripts.sync")}
        </Button>
      }
    >
      {data === undefined ? (
        error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <Skeleton className="h-5 w-64 max-w-full" />
        )
      ) : latest === undefined ? (
        <p className="text-[0.8125rem] text-muted">{t("scripts.sync.never")}</p>
      ) : running ? (
        <Running run={latest} />
      ) : (
        <Finished run={latest} onAccept={() => sync.mutate(true)} busy={sync.isPending} />
      )}
    </Card>
  );
}

const STAGES = ["listing", "reading", "comparing"] as const;

function Running({ run }: { run: SyncRun }) {
  const { t } = useI18n();
  const stage = STAGES.find((each) => each === run.stage);
  return (
    <div role="status">
      <Progress label={t("scripts.sync.progress")} value={null} />
      <p className="tabular mt-2 text-[0.8125rem] text-muted">
        {stage === undefined ? t("scripts.sync.stage.queued") : t(`scripts.sync.stage.${stage}`, { count: run.listed })}
      </p>
    </div>
  );
}

function Finished({ run, onAccept, busy }: { run: SyncRun; onAccept: () => void; busy: boolean }) {
  const { t, format } = useI18n();
  const when = format.relative(run.finished_at ?? run.created_at);
  if (run.failure !== null) {
    const everything = run.failure.code === "everything_removed";
    return (
      <Notice tone="loss" role="status">
        <p>
          {t("scripts.sync.failed", {
            when,
            reason: everything ? t("scripts.sync.everythingRemoved") : run.failure.reason,
          })}
        </p>
        {everything && (
          <Button size="small" look="danger" className="mt-2" busy={busy} onClick={onAccept}>
            {t("scripts.sync.accept")}
          </Button>
        )}
      </Notice>
    );
  }
  const { added, changed, removed, unchanged } = run;
  return (
    <div role="status" className="text-[0.8125rem]">
      <p>
        <span className="font-medium">{t("scripts.sync.last", { when })}</span>
        {": "}
        <span className="tabular text-muted">{t("scripts.sync.counts", { added, changed, removed, unchanged })}</span>
      </p>
      {run.report && <SyncReportView report={run.report} />}
    </div>
  );
}
