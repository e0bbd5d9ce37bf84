import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { connectionQuery } from "@/features/connection/api";
import { useI18n } from "@/i18n";
import { useTitle } from "@/lib/use-title";
import { PageHeader } from "@/ui/card";
import { Notice } from "@/ui/notice";
import { LinkTabs } from "@/ui/tabs";

/** The frame of the sellers' rooms: who may use which script, until when, and what that depends on. */
export function AccessLayout() {
  const { t } = useI18n();
  useTitle(t("access.title"));
  return (
    <>
      <PageHeader title={t("access.title")} />
      <LinkTabs
        label={t("access.title")}
        tabs={[
          { to: "/access", label: t("access.tab.grants"), exact: true },
          { to: "/access/jobs", label: t("access.tab.jobs") },
          { to: "/access/reconcile", label: t("access.tab.reconcile") },
          { to: "/access/scripts", label: t("access.tab.scripts") },
          { to: "/access/sales", label: t("access.tab.sales") },
          { to: "/access/events", label: t("access.tab.events") },
          { to: "/access/connection", label: t("access.tab.connection") },
          { to: "/access/older-api", label: t("access.tab.olderApi") },
        ]}
      />
      <ConnectionNotice />
      <Outlet />
    </>
  );
}

/** What keeps access from being given, said in every room but the one where it is mended. */
function ConnectionNotice() {
  const { t } = useI18n();
  const { pathname } = useLocation();
  const { data } = useQuery(connectionQuery);
  if (data === undefined || pathname === "/access/connection") return null;
  const status = data.connection?.status ?? "disconnected";
  if (status === "connected") return null;
  const text = {
    disconnected: t("access.notice.none"),
    dead: t("access.notice.dead"),
    warning: t("access.notice.warning", { count: data.connection?.cookie_age_days ?? 0 }),
  }[status];
  return (
    <Notice tone={status === "dead" ? "loss" : "warn"} className="mb-4">
      {text}{" "}
      <Link to="/access/connection" className="rounded font-medium underline underline-offset-2">
        {t(status === "disconnected" ? "access.notice.connect" : "access.notice.reconnect")}
      </Link>
    </Notice>
  );
}
