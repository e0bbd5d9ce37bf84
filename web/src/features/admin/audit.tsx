import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { ScrollText, ShieldAlert, ShieldCheck } from "lucide-react";
import { api, unwrap } from "@/api/client";
import type { AuditEntry } from "@/api/types";
import { toastProblem } from "@/app/toasts";
import { useI18n } from "@/i18n";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { DataTable } from "@/ui/data-table";
import { LoadMore } from "@/ui/load-more";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states";
import { auditQuery } from "./api";
import { RewrapButton } from "./rewrap-button";

/** Who did what, in a chain of hashes that shows every later change. */
export function AuditLog() {
  const { t, format } = useI18n();
  const list = useInfiniteQuery(auditQuery);
  const entries = list.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <>
      <VerifyBar />
      {list.isPending ? (
        <SkeletonRows />
      ) : list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : entries.length === 0 ? (
        <EmptyState className="card" icon={<ScrollText aria-hidden />} title={t("audit.empty")} />
      ) : (
        <DataTable
          label={t("admin.tab.audit")}
          rows={entries}
          rowKey={(entry) => entry.id}
          columns={[
            { id: "seq", header: "#", right: true, cell: (entry) => format.number(entry.seq) },
            {
              id: "at",
              header: t("audit.at"),
              cell: (entry) => <span className="tabular whitespace-nowrap">{format.instant(entry.at)}</span>,
            },
            { id: "action", header: t("audit.action"), cell: (entry) => <code>{entry.action}</code> },
            { id: "actor", header: t("audit.actor"), cell: (entry) => <Actor entry={entry} /> },
            { id: "subject", header: t("audit.subject"), cell: (entry) => <Id id={entry.subject_id} /> },
            {
              id: "detail",
              header: t("audit.detail"),
              cell: (entry) => (
                <code className="block min-w-64 text-xs wrap-anywhere text-muted">
                  {Object.keys(entry.detail).length === 0 ? "" : JSON.stringify(entry.detail)}
                </code>
              ),
            },
            {
              id: "hash",
              header: t("audit.hash"),
              cell: (entry) => (
                <code className="text-xs text-muted" title={entry.hash}>
                  {entry.hash.slice(0, 10)}…
                </code>
              ),
            },
          ]}
        />
      )}
      <LoadMore list={list} />
    </>
  );
}

function VerifyBar() {
  const { t } = useI18n();
  const verify = useMutation({
    mutationFn: () => unwrap(api.POST("/api/admin/audit/verify")),
    onError: toastProblem,
  });
  return (
    <div className="mb-4 flex flex-wrap items-center gap-3">
      <Button busy={verify.isPending} onClick={() => verify.mutate()}>
        <ShieldCheck aria-hidden />
        {t("audit.verify")}
      </Button>
      <RewrapButton />
      <div role="status">
        {verify.data?.ok && (
          <Badge tone="gain">
            <ShieldCheck aria-hidden />
            {t("audit.ok", { count: verify.data.checked })}
          </Badge>
        )}
        {verify.data?.ok === false && (
          <Badge tone="loss">
            <ShieldAlert aria-hidden />
            {t("audit.broken", { seq: verify.data.first_bad_seq ?? 0, count: verify.data.checked })}
          </Badge>
        )}
      </div>
    </div>
  );
}

function Actor({ entry }: { entry: AuditEntry }) {
  const { t } = useI18n();
  return (
    <>
      {t(`actor.${entry.actor_kind}`)}
      <br />
      <Id id={entry.actor_id} />
    </>
  );
}

function Id({ id }: { id: string | null }) {
  if (id === null) return <span className="text-muted">–</span>;
  return (
    <code className="text-xs text-muted" title={id}>
      {id.length > 14 ? `${id.slice(0, 4)}…${id.slice(-6)}` : id}
    </code>
  );
}
