import { useQuery } from "@tanstack/react-query";
import type { QueueState } from "@/api/types";
import { useI18n } from "@/i18n";
import { wordOf } from "@/i18n/words";
import { cn } from "@/lib/cn";
import { ErrorState, SkeletonRows } from "@/ui/states";
import { queuesQuery } from "./api";

/** Work older than this means that a queue stands still. */
const STUCK_SECONDS = 300;

/** How much work waits, and how long the oldest has waited: the second tells a busy queue from a stuck one. */
export function Queues() {
  const { t } = useI18n();
  const { data, error, refetch } = useQuery(queuesQuery);
  if (data === undefined) {
    return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <SkeletonRows rows={3} />;
  }
  return (
    <>
      <ul className="grid gap-4 md:grid-cols-2 xl:grid-cols-3">
        {data.data.map((queue) => (
          <QueueCard key={queue.topic} queue={queue} />
        ))}
      </ul>
      <p className="mt-3 text-xs text-muted">{t(data.data.length === 0 ? "queues.empty" : "queues.refreshes")}</p>
    </>
  );
}

function QueueCard({ queue }: { queue: QueueState }) {
  const { t, format } = useI18n();
  const age = queue.oldest_age_seconds;
  const stuck = age !== null && age >= STUCK_SECONDS;
  const figures = [
    [t("queues.waiting"), queue.waiting],
    [t("queues.active"), queue.active],
    [t("queues.failed"), queue.failed],
  ] as const;
  return (
    <li className="card p-5">
      <h2 className="text-[0.9375rem] font-semibold">{topicName(t, queue.topic)}</h2>
      <dl className="mt-3 grid grid-cols-3 gap-3">
        {figures.map(([label, value]) => (
          <div key={label}>
            <dt className="text-xs text-muted">{label}</dt>
            <dd className="tabular text-xl font-semibold">{format.number(value)}</dd>
          </div>
        ))}
      </dl>
      <dl className="mt-3 flex items-baseline justify-between border-t border-line pt-3 text-[0.8125rem]">
        <dt className="text-muted">{t("queues.oldest")}</dt>
        <dd className={cn("tabular font-medium", stuck && "text-loss")}>{age === null ? "–" : format.duration(age)}</dd>
      </dl>
    </li>
  );
}

export function topicName(t: ReturnType<typeof useI18n>["t"], topic: string): string {
  return wordOf(t, "queues.topic", topic);
}
