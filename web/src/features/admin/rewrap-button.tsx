import { useMutation } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { api, unwrap } from "@/api/client";
import { toastProblem } from "@/app/toasts";
import { translate, useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/dialog";

/** Moves every stored secret to the active master key: the step after a new key was put first. */
export function RewrapButton() {
  const { t } = useI18n();
  const [asking, setAsking] = useState(false);
  const rewrap = useMutation({
    mutationFn: () => unwrap(api.POST("/api/admin/keys/rotate")),
    onSuccess: ({ rewrapped }) => toast.success(translate("secrets.rewrap.done", { count: rewrapped })),
    onError: toastProblem,
    onSettled: () => setAsking(false),
  });
  return (
    <>
      <Button onClick={() => setAsking(true)}>
        <KeyRound aria-hidden />
        {t("secrets.rewrap")}
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("secrets.rewrap.title")}
        body={t("secrets.rewrap.body")}
        confirm={t("secrets.rewrap")}
        busy={rewrap.isPending}
        onConfirm={() => rewrap.mutate()}
      />
    </>
  );
}
