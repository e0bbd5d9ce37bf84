import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Monitor, Smartphone } from "lucide-react";
import { toast } from "sonner";
import { api, unwrap } from "@/api/client";
import type { AccountSession } from "@/api/types";
import { toastProblem } from "@/app/toasts";
import { translate, useI18n } from "@/i18n";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { ErrorState, SkeletonRows } from "@/ui/states";
import { deviceName } from "./device-name";

const sessionsQuery = queryOptions({
  queryKey: ["account-sessions"],
  queryFn: () => unwrap(api.GET("/api/account/sessions")),
});

/** Where the account is signed in; `null` revokes all sessions but this one. */
export function SessionsCard() {
  const { t } = useI18n();
  const queryClient = useQueryClient();
  const list = useQuery(sessionsQuery);
  const revoke = useMutation({
    mutationFn: (id: string | null) =>
      id === null
        ? unwrap(api.DELETE("/api/account/sessions"))
        : unwrap(api.DELETE("/api/account/sessions/{id}", { params: { path: { id } } })),
    onSuccess: () => toast.success(translate("security.sessions.revoked")),
    onError: toastProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
  const sessions = list.data?.data ?? [];
  return (
    <Card
      title={t("security.sessions.title")}
      actions={
        sessions.length > 1 && (
          <Button size="small" look="danger" busy={revoke.isPending} onClick={() => revoke.mutate(null)}>
            {t("security.sessions.revokeAll")}
          </Button>
        )
      }
    >
      {list.isPending ? (
        <SkeletonRows rows={3} />
      ) : list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <ul className="divide-y divide-line">
          {sessions.map((session) => (
            <SessionItem
              key={session.id}
              session={session}
              busy={revoke.isPending}
              onRevoke={() => revoke.mutate(session.id)}
            />
          ))}
        </ul>
      )}
    </Card>
  );
}

interface SessionItemProps {
  session: AccountSession;
  busy: boolean;
  onRevoke: () => void;
}

function SessionItem({ session, busy, onRevoke }: SessionItemProps) {
  const { t, format } = useI18n();
  const device = deviceName(session.user_agent) ?? t("security.sessions.unknown");
  const Icon = /Mobile|Android|iPhone/.test(session.user_agent) ? Smartphone : Monitor;
  return (
    <li className="flex items-center gap-3 py-3 first:pt-0 last:pb-0">
      <Icon aria-hidden className="size-5 shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2 text-sm font-medium" title={session.user_agent}>
          {device}
          {session.current && <Badge tone="accent">{t("security.sessions.current")}</Badge>}
        </p>
        <p className="text-xs text-muted">
          {[
            session.ip,
            t("security.sessions.since", { when: format.date(session.created_at) }),
            t("security.sessions.seen", { when: format.relative(session.last_seen_at) }),
          ].join(" · ")}
        </p>
      </div>
      {!session.current && (
        <Button
          size="small"
          disabled={busy}
          aria-label={t("security.sessions.revokeOne", { device })}
          onClick={onRevoke}
        >
          {t("security.sessions.revoke")}
        </Button>
      )}
    </li>
  );
}
