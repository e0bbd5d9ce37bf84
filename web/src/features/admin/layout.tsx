import { Outlet } from "@tanstack/react-router";
import { NotFound } from "@/app/not-found";
import { useUser } from "@/app/use-user";
import { useI18n } from "@/i18n";
import { useTitle } from "@/lib/use-title";
import { PageHeader } from "@/ui/card";
import { LinkTabs } from "@/ui/tabs";

export function AdminLayout() {
  const { t } = useI18n();
  const user = useUser();
  useTitle(t("admin.title"));
  if (user.role !== "admin") return <NotFound />;
  return (
    <>
      <PageHeader title={t("admin.title")} />
      <LinkTabs
        label={t("admin.title")}
        tabs={[
          { to: "/admin/queues", label: t("admin.tab.queues") },
          { to: "/admin/dead-letters", label: t("admin.tab.deadLetters") },
          { to: "/admin/rejected", label: t("admin.tab.rejected") },
          { to: "/admin/audit", label: t("admin.tab.audit") },
          { to: "/admin/users", label: t("admin.tab.users") },
        ]}
      />
      <Outlet />
    </>
  );
}
