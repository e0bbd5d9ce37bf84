import { CircleCheck, CircleSlash, Loader2, type LucideIcon, Pause } from "lucide-react";
import type { AccessJob } from "@/api/types";
import { type Translate, useI18n } from "@/i18n";
import { Badge, type Tone } from "@/ui/badge";

const LOOKS: Record<AccessJob["status"], { icon: LucideIcon; tone: Tone }> = {
  running: { icon: Loader2, tone: "info" },
  paused: { icon: Pause, tone: "warn" },
  cancelled: { icon: CircleSlash, tone: "neutral" },
  completed: { icon: CircleCheck, tone: "gain" },
};

export function JobBadge({ job }: { job: AccessJob }) {
  const { t } = useI18n();
  const { icon: Icon, tone } = LOOKS[job.status];
  return (
    <Badge tone={tone} role="status">
      <Icon aria-hidden className={job.status === "running" ? "animate-spin" : undefined} />
      {t(`jobs.status.${job.status}`)}
    </Badge>
  );
}

export function jobTitle(t: Translate, job: AccessJob): string {
  const count = job.progress.total;
  return t(job.kind === "revoke" ? "jobs.title.revoke" : "jobs.title.grant", { count });
}
