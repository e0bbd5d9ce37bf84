import { useInfiniteQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useI18n } from "@/i18n";
import { LoadMore } from "@/ui/load-more";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states";
import { rejectedAlertsQuery } from "./api";
import { RejectedAlertItem } from "./rejected-item";

/** The alerts that could not become signals, and why. */
export function RejectedAlerts() {
  const { t } = useI18n();
  const list = useInfiniteQuery({ ...rejectedAlertsQuery, refetchInterval: 30_000 });
  if (list.isPending) return <SkeletonRows />;
  if (list.isError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  const alerts = list.data.pages.flatMap((page) => page.data);
  if (alerts.length === 0) {
    return (
      <EmptyState
        className="card"
        icon={<ShieldCheck aria-hidden />}
        title={t("rejected.empty.title")}
        body={t("rejected.empty.body")}
      />
    );
  }
  return (
    <>
      <ul className="card divide-y divide-line">
        {alerts.map((alert) => (
          <RejectedAlertItem key={alert.id} alert={alert} />
        ))}
      </ul>
      <LoadMore list={list} />
    </>
  );
}
