import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { RotateCcw, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { toast } from "sonner";
import { api, unwrap } from "@/api/client";
import { toastProblem } from "@/app/toasts";
import { translate, useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { CodeBlock } from "@/ui/copy";
import { Confirm, Sheet } from "@/ui/dialog";
import { ErrorState, SkeletonRows } from "@/ui/states";
import { deadLetterQuery } from "./api";
import { topicName } from "./queues";
import type { RedriveTarget } from "./redrive-dialog";

interface SheetProps {
  id: string;
  onClose: () => void;
  onRedrive: (target: RedriveTarget) => void;
}

export function DeadLetterSheet({ id, onClose, onRedrive }: SheetProps) {
  const { t, format } = useI18n();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { data: letter, error, refetch } = useQuery(deadLetterQuery(id));
  const discard = useMutation({
    mutationFn: () => unwrap(api.POST("/api/admin/dead-letters/{id}/discard", { params: { path: { id } } })),
    onSuccess: () => {
      toast.success(translate("dead.discard.done"));
      onClose();
    },
    onError: toastProblem,
    onSettled: async () => {
      setAsking(false);
      await queryClient.invalidateQueries({ queryKey: ["admin"] });
    },
  });
  const facts: [string, ReactNode][] =
    letter === undefined
      ? []
      : [
          [t("dead.filter.topic"), topicName(t, letter.topic)],
          [t("dead.error"), `${letter.error_code}: ${letter.error}`],
          [t("dead.filter.status"), t(`dead.status.${letter.status}`)],
          [t("audit.at"), format.instant(letter.created_at)],
          [t("dead.job"), letter.job_id],
          [t("dead.user"), letter.user_id],
        ];
  return (
    <Sheet open onOpenChange={onClose} title={t("dead.inspect")} description={id}>
      {letter === undefined ? (
        error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <SkeletonRows rows={4} />
        )
      ) : (
        <div className="grid gap-5">
          <dl className="grid grid-cols-[minmax(5rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-[0.8125rem]">
            {facts.map(([label, value]) => (
              <div key={label} className="contents">
                <dt className="text-muted">{label}</dt>
                <dd className="wrap-anywhere">{value ?? t("state.none")}</dd>
              </div>
            ))}
          </dl>
          <CodeBlock label={t("dead.payload")}>{JSON.stringify(letter.payload, null, 2)}</CodeBlock>
          {letter.status === "open" && (
            <div className="flex flex-wrap gap-2">
              <Button look="primary" onClick={() => onRedrive({ ids: [id] })}>
                <RotateCcw aria-hidden />
                {t("dead.redrive")}
              </Button>
              <Button look="danger" onClick={() => setAsking(true)}>
                <Trash2 aria-hidden />
                {t("dead.discard")}
              </Button>
            </div>
          )}
        </div>
      )}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("dead.discard.title")}
        body={t("dead.discard.body")}
        confirm={t("dead.discard")}
        danger
        busy={discard.isPending}
        onConfirm={() => discard.mutate()}
      />
    </Sheet>
  );
}
