import { useQuery } from "@tanstack/react-query";
import { useI18n } from "@/i18n";
import { cn } from "@/lib/cn";
import { Skeleton } from "@/ui/states";
import { configQuery } from "./api";

const NEARLY_FULL = 0.9;

/** How much of the month's quota is used. */
export function QuotaMeter() {
  const { t, format } = useI18n();
  const { data } = useQuery(configQuery);
  if (data === undefined) return <Skeleton className="h-14" />;
  const { used, limit, resets_at } = data.quota;
  const share = limit === null ? 0 : limit === 0 ? 1 : Math.min(1, used / limit);
  return (
    <div className="grid gap-1.5 text-xs text-muted">
      <p className="font-medium text-ink">{t("alerts.quota.title")}</p>
      {limit !== null && (
        <div
          role="progressbar"
          aria-label={t("alerts.quota.label")}
          aria-valuenow={used}
          aria-valuemin={0}
          aria-valuemax={limit}
          className="h-1.5 overflow-hidden rounded-full bg-line"
        >
          <div
            className={cn("h-full rounded-full bg-accent", share >= NEARLY_FULL && "bg-warn", share >= 1 && "bg-loss")}
            style={{ width: `${share * 100}%` }}
          />
        </div>
      )}
      <p className="tabular">
        {limit === null ? t("alerts.quota.unlimited", { used }) : t("alerts.quota.used", { used, limit })}
      </p>
      <p>{t("alerts.quota.resets", { when: format.date(resets_at) })}</p>
    </div>
  );
}
