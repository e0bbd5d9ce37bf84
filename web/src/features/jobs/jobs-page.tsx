import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ListChecks, Users } from "lucide-react";
import type { AccessJob } from "@/api/types";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { LoadMore } from "@/ui/load-more";
import { Loaded } from "@/ui/loaded";
import { Progress } from "@/ui/progress";
import { EmptyState } from "@/ui/states";
import { jobsQuery } from "./api";
import { JobBadge, jobTitle } from "./job-badge";

/** Jobs over many grants, the newest first. */
export function JobsPage() {
  const { t } = useI18n();
  const list = useInfiniteQuery(jobsQuery);
  return (
    <>
      <div className="mb-4">
        <Button asChild look="primary">
          <Link to="/access/jobs/new">
            <Users aria-hidden />
            {t("jobs.new")}
          </Link>
        </Button>
      </div>
      <Loaded query={list}>
        {({ pages }) => {
          const jobs = pages.flatMap((page) => page.data);
          return jobs.length === 0 ? (
            <EmptyState
              className="card"
              icon={<ListChecks aria-hidden />}
              title={t("jobs.empty.title")}
              body={t("jobs.empty.body")}
            />
          ) : (
            <ul className="grid grid-cols-1 gap-2">
              {jobs.map((job) => (
                <JobItem key={job.id} job={job} />
              ))}
            </ul>
          );
        }}
      </Loaded>
      <LoadMore list={list} />
    </>
  );
}

function JobItem({ job }: { job: AccessJob }) {
  const { t, format } = useI18n();
  const { succeeded, failed, total } = job.progress;
  return (
    <li className="card p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <Link
          to="/access/jobs/$jobId"
          params={{ jobId: job.id }}
          className="rounded text-sm font-semibold hover:underline"
        >
          {jobTitle(t, job)}
        </Link>
        <JobBadge job={job} />
        <time dateTime={job.created_at} className="tabular ml-auto text-xs text-muted">
          {format.instant(job.created_at)}
        </time>
      </div>
      <Progress label={jobTitle(t, job)} value={job.percent} className="mt-3" />
      <p className="tabular mt-1.5 text-xs text-muted">{t("jobs.counts", { succeeded, failed, total })}</p>
    </li>
  );
}
