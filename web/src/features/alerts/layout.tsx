import { useQuery } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";
import { useI18n } from "@/i18n";
import { useTitle } from "@/lib/use-title";
import { PageHeader } from "@/ui/card";
import { LinkTabs } from "@/ui/tabs";
import { configQuery } from "./api";
import { WebhookState } from "./webhook-state";

/** The webhook's room: its set-up, and what it refused. */
export function AlertsLayout() {
  const { t } = useI18n();
  useTitle(t("alerts.title"));
  const { data: config } = useQuery(configQuery);
  return (
    <>
      <PageHeader title={t("alerts.title")} subtitle={t("alerts.subtitle")}>
        {config && <WebhookState webhook={config.webhook} />}
      </PageHeader>
      <LinkTabs
        label={t("alerts.title")}
        tabs={[
          { to: "/alerts", label: t("alerts.tab.setup"), exact: true },
          { to: "/alerts/rejected", label: t("alerts.tab.rejected") },
        ]}
      />
      <Outlet />
    </>
  );
}
