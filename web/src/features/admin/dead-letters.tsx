import { useInfiniteQuery } from "@tanstack/react-query";
import { ChevronRight, MailCheck, RotateCcw } from "lucide-react";
import { useState } from "react";
import type { DeadLetter } from "@/api/types";
import { useI18n } from "@/i18n";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { LoadMore } from "@/ui/load-more";
import { Segmented } from "@/ui/segmented";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states";
import { deadLettersQuery } from "./api";
import { type DeadGroup, groupByCause } from "./dead-groups";
import { DeadLetterSheet } from "./dead-letter-sheet";
import { topicName } from "./queues";
import { RedriveDialog, type RedriveTarget } from "./redrive-dialog";

const STATUSES = ["open", "redriven", "discarded"] as const satisfies readonly DeadLetter["status"][];

/** Jobs that failed for good: grouped by cause, inspected, queued again or discarded. */
export function DeadLetters() {
  const { t } = useI18n();
  const [status, setStatus] = useState<DeadLetter["status"]>("open");
  const [inspected, setInspected] = useState<string | null>(null);
  const [redriven, setRedriven] = useState<RedriveTarget | null>(null);
  const list = useInfiniteQuery(deadLettersQuery({ status }));
  const groups = groupByCause(list.data?.pages.flatMap((page) => page.data) ?? []);

  return (
    <>
      <Segmented
        label={t("dead.filter.status")}
        value={status}
        onChange={setStatus}
        className="mb-4"
        options={STATUSES.map((value) => ({ value, label: t(`dead.status.${value}`) }))}
      />
      {list.isPending ? (
        <SkeletonRows rows={4} />
      ) : list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : groups.length === 0 ? (
        <EmptyState
          className="card"
          icon={<MailCheck aria-hidden />}
          title={t("dead.empty.title")}
          body={t("dead.empty.body")}
        />
      ) : (
        <ul className="grid grid-cols-1 gap-3">
          {groups.map((group) => (
            <Group
              key={`${group.topic} ${group.errorCode}`}
              group={group}
              open={status === "open"}
              onInspect={setInspected}
              onRedrive={setRedriven}
            />
          ))}
        </ul>
      )}
      <LoadMore list={list} />
      {inspected !== null && (
        <DeadLetterSheet id={inspected} onClose={() => setInspected(null)} onRedrive={setRedriven} />
      )}
      {redriven !== null && <RedriveDialog target={redriven} onClose={() => setRedriven(null)} />}
    </>
  );
}

interface GroupProps {
  group: DeadGroup;
  open: boolean;
  onInspect: (id: string) => void;
  onRedrive: (target: RedriveTarget) => void;
}

function Group({ group, open, onInspect, onRedrive }: GroupProps) {
  const { t, format } = useI18n();
  return (
    <li className="card">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-3">
        <Badge>{topicName(t, group.topic)}</Badge>
        <h2 className="font-mono text-[0.8125rem] font-semibold">{group.errorCode}</h2>
        <span className="tabular text-xs text-muted">
          {t("dead.group", { count: group.letters.length })} ·{" "}
          {t("dead.oldest", { when: format.relative(group.oldest) })}
        </span>
        {open && (
          <Button
            size="small"
            className="ml-auto"
            onClick={() => onRedrive({ topic: group.topic, error_code: group.errorCode })}
          >
            <RotateCcw aria-hidden />
            {t("dead.redrive")}
          </Button>
        )}
      </div>
      <ul className="divide-y divide-line overflow-hidden">
        {group.letters.map((letter) => (
          <li key={letter.id}>
            <button
              type="button"
              onClick={() => onInspect(letter.id)}
              className="flex w-full items-center gap-3 px-4 py-2.5 text-left text-[0.8125rem] hover:bg-sunken dark:hover:bg-raised"
            >
              <span className="min-w-0 flex-1">
                <span className="block truncate">{letter.error}</span>
                <span className="block truncate font-mono text-xs text-muted">{letter.id}</span>
              </span>
              <span className="tabular shrink-0 text-right text-xs text-muted">
                {t("dead.attempts", { count: letter.attempts })}
                <br />
                {format.relative(letter.created_at)}
              </span>
              <ChevronRight aria-hidden className="size-4 shrink-0 text-muted" />
            </button>
          </li>
        ))}
      </ul>
    </li>
  );
}
