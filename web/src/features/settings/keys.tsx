import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { api, unwrap } from "@/api/client";
import type { ApiKey } from "@/api/types";
import { toastProblem } from "@/app/toasts";
import { translate, useI18n } from "@/i18n";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states";
import { keysQuery } from "./keys-query";
import { NewKeyDialog } from "./new-key-dialog";

export function KeySettings() {
  const { t } = useI18n();
  const list = useQuery(keysQuery);
  const [creating, setCreating] = useState(false);
  const keys = list.data?.data ?? [];
  return (
    <Card
      title={t("keys.title")}
      description={t("keys.body")}
      actions={
        <Button look="primary" size="small" onClick={() => setCreating(true)}>
          <Plus aria-hidden />
          {t("keys.new")}
        </Button>
      }
    >
      {list.isPending ? (
        <SkeletonRows rows={3} />
      ) : list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : keys.length === 0 ? (
        <EmptyState icon={<KeyRound aria-hidden />} title={t("keys.empty.title")} body={t("keys.empty.body")} />
      ) : (
        <ul className="divide-y divide-line">
          {keys.map((key) => (
            <KeyItem key={key.id} apiKey={key} />
          ))}
        </ul>
      )}
      <NewKeyDialog open={creating} onOpenChange={setCreating} />
    </Card>
  );
}

function KeyItem({ apiKey }: { apiKey: ApiKey }) {
  const { t, format } = useI18n();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const revoke = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/account/api-keys/{id}", { params: { path: { id: apiKey.id } } })),
    onSuccess: () => toast.success(translate("keys.revoke.done")),
    onError: toastProblem,
    onSettled: async () => {
      setAsking(false);
      await queryClient.invalidateQueries({ queryKey: keysQuery.queryKey });
    },
  });
  const expired = apiKey.expires_at !== null && Date.parse(apiKey.expires_at) <= Date.now();
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-3 first:pt-0 last:pb-0">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
          <span className="wrap-anywhere">{apiKey.name}</span>
          <span className="font-mono text-xs font-normal text-muted">…{apiKey.hint}</span>
          {apiKey.revoked_at && <Badge tone="loss">{t("keys.revoked")}</Badge>}
        </p>
        <p className="mt-0.5 text-xs text-muted">
          {[
            apiKey.scopes.map((scope) => t(`scope.${scope}`)).join(", "),
            apiKey.last_used_at ? t("keys.used", { when: format.relative(apiKey.last_used_at) }) : t("keys.unused"),
            apiKey.expires_at &&
              t(expired ? "keys.expiredAt" : "keys.expiresAt", { when: format.date(apiKey.expires_at) }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      {!apiKey.revoked_at && (
        <Button size="small" look="danger" onClick={() => setAsking(true)}>
          {t("keys.revoke")}
        </Button>
      )}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("keys.revoke.title", { name: apiKey.name })}
        body={t("keys.revoke.body")}
        confirm={t("keys.revoke")}
        danger
        busy={revoke.isPending}
        onConfirm={() => revoke.mutate()}
      />
    </li>
  );
}
