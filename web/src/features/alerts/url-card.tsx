import { RefreshCw } from "lucide-react";
import { useState } from "react";
import type { Config } from "@/api/types";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { CopyButton } from "@/ui/copy";
import { Confirm } from "@/ui/dialog";
import { useRotateWebhook, useSwitchWebhook } from "./api";
import { knownWebhookUrl } from "./webhook-url";

/** The webhook's URL: shown whole only while this tab knows it; made anew, disabled, enabled. */
export function UrlCard({ webhook }: { webhook: Config["webhook"] }) {
  const { t, format } = useI18n();
  const [asking, setAsking] = useState<"rotate" | "disable" | null>(null);
  const rotate = useRotateWebhook();
  const turn = useSwitchWebhook();
  const url = knownWebhookUrl(webhook.hint);
  const close = () => setAsking(null);

  return (
    <Card
      title={t("alerts.url.title")}
      description={t("alerts.url.made", { when: format.instant(webhook.created_at) })}
    >
      <WebhookUrl url={url} hint={webhook.hint} />
      <p className="mt-2 text-xs text-muted">{t(url === null ? "alerts.url.hidden" : "alerts.url.once")}</p>
      {webhook.previous_expires_at && (
        <p role="status" className="mt-3 rounded-lg bg-info-soft px-3 py-2 text-[0.8125rem] text-info">
          {t("alerts.url.previous", { when: format.instant(webhook.previous_expires_at) })}
        </p>
      )}
      <div className="mt-4 flex flex-wrap gap-2">
        <Button onClick={() => setAsking("rotate")}>
          <RefreshCw aria-hidden />
          {t("alerts.rotate")}
        </Button>
        {webhook.disabled ? (
          <Button look="primary" busy={turn.isPending} onClick={() => turn.mutate(true)}>
            {t("alerts.enable")}
          </Button>
        ) : (
          <Button look="danger" onClick={() => setAsking("disable")}>
            {t("alerts.disable")}
          </Button>
        )}
      </div>
      <Confirm
        open={asking === "rotate"}
        onOpenChange={close}
        title={t("alerts.rotate.title")}
        body={t("alerts.rotate.body")}
        confirm={t("alerts.rotate.confirm")}
        busy={rotate.isPending}
        onConfirm={() => rotate.mutate(undefined, { onSettled: close })}
      />
      <Confirm
        open={asking === "disable"}
        onOpenChange={close}
        title={t("alerts.disable.title")}
        body={t("alerts.disable.body")}
        confirm={t("alerts.disable.confirm")}
        danger
        busy={turn.isPending}
        onConfirm={() => turn.mutate(false, { onSettled: close })}
      />
    </Card>
  );
}

/** The URL with its copy button, or its recognisable end when only that is known. */
export function WebhookUrl({ url, hint }: { url: string | null; hint: string }) {
  const { t } = useI18n();
  const shown = url ?? `${location.origin}/webhook/••••••••${hint}`;
  return (
    <div className="flex flex-col gap-2 sm:flex-row">
      <output
        aria-label={t("alerts.url.label")}
        className="min-w-0 flex-1 rounded-lg border border-line bg-sunken px-3 py-2 font-mono text-xs leading-relaxed break-all"
      >
        {shown}
      </output>
      {url !== null && <CopyButton text={url} look="primary" className="sm:self-start" />}
    </div>
  );
}
