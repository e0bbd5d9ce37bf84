import { Outlet } from "@tanstack/react-router";
import { useI18n } from "@/i18n";
import { useTitle } from "@/lib/use-title";
import { PageHeader } from "@/ui/card";
import { LinkTabs } from "@/ui/tabs";

export function SettingsLayout() {
  const { t } = useI18n();
  useTitle(t("settings.title"));
  return (
    <div className="max-w-4xl">
      <PageHeader title={t("settings.title")} />
      <LinkTabs
        label={t("settings.title")}
        tabs={[
          { to: "/settings/profile", label: t("settings.tab.profile") },
          { to: "/settings/charts", label: t("settings.tab.tradingview") },
          { to: "/settings/rules", label: t("settings.tab.alerts") },
          { to: "/settings/security", label: t("settings.tab.security") },
          { to: "/settings/keys", label: t("settings.tab.keys") },
          { to: "/settings/data", label: t("settings.tab.data") },
        ]}
      />
      <div className="grid gap-4">
        <Outlet />
      </div>
    </div>
  );
}
