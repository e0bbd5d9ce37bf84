import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { api, unwrap } from "@/api/client";
import { toastProblem } from "@/app/toasts";
import { translate, useI18n } from "@/i18n";
import { Confirm } from "@/ui/dialog";
import { FormError } from "@/ui/states";

/** Which dead letters: some by id, or all open ones of a queue and cause. */
export interface RedriveTarget {
  ids?: string[];
  topic?: string;
  error_code?: string;
}

/** Says first how many jobs a redrive would take (a dry run), then does it. */
export function RedriveDialog({ target, onClose }: { target: RedriveTarget; onClose: () => void }) {
  const { t } = useI18n();
  const queryClient = useQueryClient();
  const redrive = (dry_run: boolean) =>
    unwrap(api.POST("/api/admin/dead-letters/redrive", { body: { ...target, dry_run } }));
  const dryRun = useQuery({
    queryKey: ["admin", "redrive", target],
    queryFn: () => redrive(true),
    staleTime: 0,
    gcTime: 0,
  });
  const run = useMutation({
    mutationFn: () => redrive(false),
    onSuccess: ({ redriven }) => toast.success(translate("dead.redrive.done", { count: redriven })),
    onError: toastProblem,
    onSettled: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: ["admin"] });
    },
  });
  return (
    <Confirm
      open
      onOpenChange={onClose}
      title={t("dead.redrive.title")}
      body={dryRun.data ? t("dead.redrive.matched", { count: dryRun.data.matched }) : t("dead.redrive.counting")}
      confirm={t("dead.redrive.confirm")}
      busy={run.isPending || dryRun.isPending}
      onConfirm={() => run.mutate()}
    >
      <FormError error={dryRun.error} />
    </Confirm>
  );
}
