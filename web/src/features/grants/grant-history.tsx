import { Link } from "@tanstack/react-router";
import type { AccessLogLine, WantedChange } from "@/api/types";
import { useI18n } from "@/i18n";
import { wordOf } from "@/i18n/words";
import { Badge, type Tone } from "@/ui/badge";
import { durationText } from "./term";

const CHANGE_TONES: Record<string, Tone | undefined> = {
  done: "gain",
  failed: "loss",
  working: "info",
  queued: "info",
};

/** What was wanted, the latest first, and what became of it. */
export function Changes({ changes }: { changes: readonly WantedChange[] }) {
  const { t, format } = useI18n();
  if (changes.length === 0) return <p className="text-[0.8125rem] text-muted">{t("state.none")}</p>;
  return (
    <ul className="divide-y divide-line rounded-lg border border-line">
      {changes.map((change) => (
        <li key={change.id} className="grid gap-1 px-3 py-2 text-[0.8125rem]">
          <p className="flex flex-wrap items-center gap-2">
            <span className="font-medium">{wordOf(t, "change.kind", change.kind)}</span>
            <Wanted change={change.change} />
            <Badge tone={CHANGE_TONES[change.status] ?? "neutral"} className="ml-auto">
              {wordOf(t, "change.status", change.status)}
            </Badge>
          </p>
          <p className="text-xs text-muted">
            {[
              format.instant(change.created_at),
              wordOf(t, "grant.source", change.source),
              change.effect && wordOf(t, "change.effect", change.effect),
              change.is_held && t("change.held"),
              change.due_at && t("change.due", { when: format.relative(change.due_at) }),
            ]
              .filter(Boolean)
              .join(" · ")}
            {change.job_id && (
              <>
                {" · "}
                <Link
                  to="/access/jobs/$jobId"
                  params={{ jobId: change.job_id }}
                  className="rounded text-accent underline underline-offset-2"
                >
                  {t("change.job")}
                </Link>
              </>
            )}
          </p>
          {change.failure && <p className="text-xs text-loss">{t(`failure.${change.failure}`)}</p>}
          {change.is_unsure && <p className="text-xs text-warn">{t("change.unsure")}</p>}
        </li>
      ))}
    </ul>
  );
}

/** The duration or the end that a change names. */
function Wanted({ change }: { change: unknown }) {
  const { t, format } = useI18n();
  if (typeof change !== "object" || change === null) return null;
  if ("duration" in change && typeof change.duration === "string")
    return <span>{durationText(t, change.duration)}</span>;
  if ("expiry" in change && typeof change.expiry === "string") {
    return <span>{change.expiry === "lifetime" ? t("term.lifetime") : format.instant(change.expiry)}</span>;
  }
  return null;
}

const LOG_TONES: Record<string, string | undefined> = {
  applied: "text-gain",
  already: "text-gain",
  found: "text-gain",
  refused: "text-loss",
  dead_session: "text-loss",
  unknown: "text-warn",
  lost: "text-warn",
  not_applied: "text-warn",
};

/** Every request to TradingView and what came of it, in order. */
export function Log({ lines }: { lines: readonly AccessLogLine[] }) {
  const { t, format } = useI18n();
  return (
    <ol className="grid gap-2.5 border-l-2 border-line pl-3.5">
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the log only grows at its end
        <li key={index} className="text-[0.8125rem]">
          <p className="flex flex-wrap items-baseline gap-x-2">
            <span className="font-medium">{wordOf(t, "log.kind", line.kind)}</span>
            {line.outcome && (
              <span className={LOG_TONES[line.outcome] ?? "text-muted"}>{wordOf(t, "log.outcome", line.outcome)}</span>
            )}
            <time dateTime={line.at} className="tabular ml-auto text-xs whitespace-nowrap text-muted">
              {format.instant(line.at)}
            </time>
          </p>
          <p className="text-xs wrap-anywhere text-muted">
            {[
              line.status !== null && `HTTP ${line.status}`,
              line.latency_ms !== null && t("health.ms", { ms: line.latency_ms }),
              requestText(line.request),
              line.retry_at && t("log.retry", { when: format.relative(line.retry_at) }),
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
          {line.failure && <p className="text-xs text-loss">{t(`failure.${line.failure}`)}</p>}
        </li>
      ))}
    </ol>
  );
}

function requestText(request: unknown): string | null {
  if (typeof request !== "object" || request === null) return null;
  const parts = Object.entries(request).filter(([, value]) => value !== null && value !== "");
  return parts
    .map(([name, value]) => `${name}: ${typeof value === "object" ? JSON.stringify(value) : value}`)
    .join(", ");
}
