import { useQueryClient } from "@tanstack/react-query";
import { CircleCheck, CirclePause, Hourglass } from "lucide-react";
import type { Config } from "@/api/types";
import { useLiveNews } from "@/features/signals/live";
import { useI18n } from "@/i18n";
import { Badge } from "@/ui/badge";
import { configQuery } from "./api";

/** Whether alerts come: waiting for the first, when the last came, or disabled. Notices the first by itself. */
export function WebhookState({ webhook }: { webhook: Config["webhook"] }) {
  const { t, format } = useI18n();
  const queryClient = useQueryClient();
  useLiveNews((news) => {
    if (news.type === "created") void queryClient.invalidateQueries({ queryKey: configQuery.queryKey });
  });

  if (webhook.disabled) {
    return (
      <Badge tone="warn" role="status">
        <CirclePause aria-hidden />
        {t("alerts.status.disabled")}
      </Badge>
    );
  }
  if (webhook.last_alert_at === null) {
    return (
      <Badge tone="info" role="status">
        <Hourglass aria-hidden />
        {t("alerts.status.waiting")}
      </Badge>
    );
  }
  return (
    <Badge tone="gain" role="status" title={format.instant(webhook.last_alert_at)}>
      <CircleCheck aria-hidden />
      {t("alerts.status.receiving", { when: format.relative(webhook.last_alert_at) })}
    </Badge>
  );
}
