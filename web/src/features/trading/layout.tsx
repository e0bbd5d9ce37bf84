import { Outlet } from "@tanstack/react-router";
import { useI18n } from "@/i18n";
import { useTitle } from "@/lib/use-title";
import { PageHeader } from "@/ui/card";
import { LinkTabs } from "@/ui/tabs";

/** The frame of the traders' rooms: orders, the accounts that they go to, and what limits and makes them. */
export function TraderLayout() {
  const { t } = useI18n();
  useTitle(t("nav.trading"));
  return (
    <>
      <PageHeader title={t("nav.trading")} />
      <LinkTabs
        label={t("nav.trading")}
        tabs={[
          { to: "/trading", label: t("trading.tab") },
          { to: "/brokers", label: t("nav.brokers") },
          { to: "/risk", label: t("nav.risk") },
          { to: "/alert-orders", label: t("nav.alertOrders") },
        ]}
      />
      <Outlet />
    </>
  );
}
