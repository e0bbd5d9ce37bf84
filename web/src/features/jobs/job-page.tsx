import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Ban, Pause, Play, SearchX } from "lucide-react";
import { useState } from "react";
import { asProblem } from "@/api/problem";
import type { AccessJob } from "@/api/types";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { Loaded } from "@/ui/loaded";
import { Notice } from "@/ui/notice";
import { Progress } from "@/ui/progress";
import { EmptyState } from "@/ui/states";
import { jobQuery, useOrderJob } from "./api";
import { JobBadge, jobTitle } from "./job-badge";
import { JobRows } from "./job-rows";

/** One job: how far it has come, what can be done about it, and the result of each row. */
export function JobPage() {
  const { t } = useI18n();
  const { jobId } = useParams({ from: "/app/access/jobs/$jobId" });
  const query = useQuery(jobQuery(jobId));
  if (query.error !== null && asProblem(query.error).status === 404) {
    return (
      <EmptyState className="card" icon={<SearchX aria-hidden />} title={t("jobs.missing")}>
        <Button asChild>
          <Link to="/access/jobs">{t("access.tab.jobs")}</Link>
        </Button>
      </EmptyState>
    );
  }
  return (
    <Loaded query={query}>
      {(job) => (
        <>
          <JobCard job={job} />
          <JobRows key={job.id} job={job} />
        </>
      )}
    </Loaded>
  );
}

function JobCard({ job }: { job: AccessJob }) {
  const { t, format } = useI18n();
  const { succeeded, failed, cancelled, total } = job.progress;
  return (
    <Card
      className="mb-4"
      title={
        <span className="flex flex-wrap items-center gap-2">
          {jobTitle(t, job)}
          <JobBadge job={job} />
        </span>
      }
      description={t("jobs.asked", { when: format.instant(job.created_at) })}
      actions={<Orders job={job} />}
    >
      {job.pause_reason && (
        <Notice tone="warn" className="mb-4">
          {t(`jobs.paused.${job.pause_reason}`)}{" "}
          {job.pause_reason === "connection" && (
            <Link to="/access/connection" className="rounded font-medium underline underline-offset-2">
              {t("access.notice.reconnect")}
            </Link>
          )}
        </Notice>
      )}
      <Progress label={jobTitle(t, job)} value={job.percent} />
      <p className="tabular mt-2 flex flex-wrap gap-x-4 gap-y-1 text-[0.8125rem] text-muted">
        <span>{t("jobs.percent", { percent: job.percent })}</span>
        <span className="text-gain">{t("jobs.succeeded", { count: succeeded })}</span>
        {failed > 0 && <span className="text-loss">{t("jobs.failed", { count: failed })}</span>}
        {cancelled > 0 && <span>{t("jobs.cancelled", { count: cancelled })}</span>}
        <span>{t("jobs.total", { count: total })}</span>
      </p>
    </Card>
  );
}

function Orders({ job }: { job: AccessJob }) {
  const { t } = useI18n();
  const [asking, setAsking] = useState(false);
  const order = useOrderJob(job.id);
  if (job.status !== "running" && job.status !== "paused") return null;
  return (
    <>
      {job.status === "running" ? (
        <Button size="small" busy={order.isPending} onClick={() => order.mutate("pause")}>
          <Pause aria-hidden />
          {t("jobs.pause")}
        </Button>
      ) : (
        <Button size="small" look="primary" busy={order.isPending} onClick={() => order.mutate("resume")}>
          <Play aria-hidden />
          {t("jobs.resume")}
        </Button>
      )}
      <Button size="small" look="danger" onClick={() => setAsking(true)}>
        <Ban aria-hidden />
        {t("jobs.cancel")}
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("jobs.cancel.title")}
        body={t("jobs.cancel.body")}
        confirm={t("jobs.cancel")}
        danger
        busy={order.isPending}
        onConfirm={() => order.mutate("cancel", { onSettled: () => setAsking(false) })}
      />
    </>
  );
}
