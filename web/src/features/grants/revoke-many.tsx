import { useNavigate } from "@tanstack/react-router";
import { toast } from "sonner";
import type { Revocation } from "@/api/types";
import { translate, useI18n } from "@/i18n";
import { Confirm } from "@/ui/dialog";
import { useRevokeMany } from "./api";

export type RevokeTarget =
  | { by: "ids"; ids: string[] }
  | { by: "username"; username: string }
  | { by: "script"; id: string };

function bodyOf(target: RevokeTarget): Revocation {
  switch (target.by) {
    case "ids":
      return { ids: target.ids };
    case "username":
      return { username: target.username };
    case "script":
      return { script_id: target.id };
  }
}

/** Asks before the access of many ends, and goes on to the job that ends it. */
export function RevokeMany({ target, onClose }: { target: RevokeTarget; onClose: () => void }) {
  const { t } = useI18n();
  const navigate = useNavigate();
  const revoke = useRevokeMany();
  const body =
    target.by === "ids"
      ? t("revoke.body.ids", { count: target.ids.length })
      : target.by === "username"
        ? t("revoke.body.username", { username: target.username })
        : t("revoke.body.script");
  const confirm = () =>
    revoke.mutate(bodyOf(target), {
      onSuccess: ({ id, has_more }) => {
        if (has_more) toast.info(translate("revoke.more"), { duration: 15_000 });
        void navigate({ to: "/access/jobs/$jobId", params: { jobId: id } });
      },
      onError: onClose,
    });
  return (
    <Confirm
      open
      onOpenChange={onClose}
      title={t("revoke.title")}
      body={body}
      confirm={t("revoke.submit")}
      danger
      busy={revoke.isPending}
      onConfirm={confirm}
    />
  );
}
