import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import type { RejectedAlert } from "@/api/types";
import { prettyJson } from "@/features/signals/pretty-json";
import { useI18n } from "@/i18n";
import { Badge } from "@/ui/badge";
import { CodeBlock } from "@/ui/copy";

/** How much of a refused body is kept. */
const KEPT_BYTES = 4096;

/** One refusal: its reason at once, what was sent on demand. */
export function RejectedAlertItem({ alert, who }: { alert: RejectedAlert; who?: ReactNode }) {
  const { t, format } = useI18n();
  return (
    <li>
      <details className="group">
        <summary className="flex cursor-pointer list-none flex-wrap items-start gap-x-3 gap-y-1 p-4 hover:bg-sunken dark:hover:bg-raised [&::-webkit-details-marker]:hidden">
          <ChevronRight
            aria-hidden
            className="mt-1 size-4 shrink-0 text-muted transition-transform group-open:rotate-90"
          />
          <Badge tone={alert.status >= 500 ? "loss" : "warn"} className="tabular">
            {alert.status}
          </Badge>
          <div className="min-w-0 flex-1 basis-60">
            <p className="text-sm font-medium wrap-anywhere">{alert.reason}</p>
            <p className="font-mono text-xs text-muted">{alert.code}</p>
          </div>
          <div className="text-xs text-muted max-sm:w-full max-sm:pl-7 sm:text-right">
            <time dateTime={alert.created_at} className="tabular">
              {format.instant(alert.created_at)}
            </time>
            {who && <p>{who}</p>}
          </div>
        </summary>
        <div className="grid gap-3 px-4 pb-4 sm:pl-11">
          <p className="text-xs text-muted">
            {[
              t("rejected.from", { ip: alert.source_ip }),
              alert.content_type,
              alert.body_bytes > KEPT_BYTES
                ? t("rejected.truncated", { bytes: alert.body_bytes })
                : t("rejected.size", { bytes: alert.body_bytes }),
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
          {alert.body === "" ? (
            <p className="text-[0.8125rem] text-muted">{t("rejected.noBody")}</p>
          ) : (
            <CodeBlock label={t("rejected.body")}>{prettyJson(alert.body)}</CodeBlock>
          )}
        </div>
      </details>
    </li>
  );
}
