import { useInfiniteQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { RejectedAlertItem } from "@/features/alerts/rejected-item";
import { useI18n } from "@/i18n";
import { LoadMore } from "@/ui/load-more";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states";
import { adminRejectedQuery } from "./api";

/** Refused alerts of all users, and of tokens that belong to nobody. */
export function AdminRejected() {
  const { t } = useI18n();
  const list = useInfiniteQuery(adminRejectedQuery);
  if (list.isPending) return <SkeletonRows />;
  if (list.isError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  const alerts = list.data.pages.flatMap((page) => page.data);
  if (alerts.length === 0) {
    return <EmptyState className="card" icon={<ShieldCheck aria-hidden />} title={t("rejectedAdmin.empty")} />;
  }
  return (
    <>
      <ul className="card divide-y divide-line">
        {alerts.map((alert) => (
          <RejectedAlertItem
            key={alert.id}
            alert={alert}
            who={
              alert.user_id === null ? t("rejectedAdmin.nobody") : <span className="font-mono">{alert.user_id}</span>
            }
          />
        ))}
      </ul>
      <LoadMore list={list} />
    </>
  );
}
