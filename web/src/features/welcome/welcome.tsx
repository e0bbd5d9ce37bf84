import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check, FlaskConical, PartyPopper } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { Signal } from "@/api/types";
import { configQuery, useSendTestAlert } from "@/features/alerts/api";
import { alertMessage, DEFAULT_NAMES } from "@/features/alerts/messages";
import { WebhookUrl } from "@/features/alerts/url-card";
import { knownWebhookUrl } from "@/features/alerts/webhook-url";
import { fetchPage } from "@/features/signals/api";
import { useLiveNews } from "@/features/signals/live";
import { useI18n } from "@/i18n";
import { cn } from "@/lib/cn";
import { useTitle } from "@/lib/use-title";
import { Button } from "@/ui/button";
import { PageHeader } from "@/ui/card";
import { CodeBlock, CopyButton } from "@/ui/copy";
import { ErrorState, SkeletonRows } from "@/ui/states";

/** The signal that proves that everything is set up: the newest one, once there is any. */
function useFirstSignal(): Signal | null | undefined {
  const queryClient = useQueryClient();
  const queryKey = ["signals", "newest"];
  const { data } = useQuery({
    queryKey,
    queryFn: async () => (await fetchPage({ limit: 1 }, null)).data[0] ?? null,
    // News come by themselves; this is for when the connection for news cannot be had.
    refetchInterval: ({ state }) => (state.data ? false : 10_000),
  });
  useLiveNews(() => {
    if (!data) void queryClient.invalidateQueries({ queryKey });
  });
  return data;
}

/** The first steps, up to the first alert that arrives. */
export function Welcome() {
  const { t } = useI18n();
  useTitle(t("welcome.title"));
  const { data: config, error, refetch } = useQuery(configQuery);
  const first = useFirstSignal();
  const [copied, setCopied] = useState(false);
  const testAlert = useSendTestAlert();

  if (config === undefined || first === undefined) {
    return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <SkeletonRows rows={5} />;
  }
  const url = knownWebhookUrl(config.webhook.hint);
  const seen = first !== null;
  const message = alertMessage("indicator", {
    name: DEFAULT_NAMES.indicator,
    direction: "long",
    secret: config.body_secret_set,
  });
  const done = [true, copied || seen, seen, seen];

  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader title={t("welcome.title")} subtitle={t("welcome.body")}>
        <span className="tabular text-[0.8125rem] text-muted">
          {t("welcome.progress", { done: done.filter(Boolean).length, total: done.length })}
        </span>
      </PageHeader>
      <ol className="card divide-y divide-line">
        <Step number={1} done title={t("welcome.account.title")}>
          <p>{t("welcome.account.body")}</p>
        </Step>
        <Step number={2} done={copied || seen} title={t("welcome.url.title")}>
          {url === null ? (
            <>
              <p>{t("welcome.url.gone")}</p>
              <Button asChild size="small" className="mt-3">
                <Link to="/alerts">{t("welcome.url.go")}</Link>
              </Button>
            </>
          ) : (
            <>
              <p className="mb-3">{t("welcome.url.body")}</p>
              <WebhookUrl url={url} hint={config.webhook.hint} />
              {!copied && !seen && (
                <Button size="small" className="mt-3" onClick={() => setCopied(true)}>
                  <Check aria-hidden />
                  {t("welcome.url.done")}
                </Button>
              )}
            </>
          )}
        </Step>
        <Step number={3} done={seen} title={t("welcome.alert.title")}>
          <p className="mb-3">{t("welcome.alert.body")}</p>
          <CodeBlock label={t("alerts.message.indicator")}>{message}</CodeBlock>
          <CopyButton text={message} label={t("alerts.message.copy")} size="small" className="mt-3" />
        </Step>
        <Step number={4} done={seen} title={t("welcome.wait.title")}>
          <div role="status">
            {first === null ? (
              <>
                <p className="flex items-center gap-2 font-medium text-ink">
                  <span aria-hidden className="size-2 animate-live rounded-full bg-info" />
                  {t("welcome.wait.waiting")}
                </p>
                <p className="mt-1">{t("welcome.wait.body")}</p>
              </>
            ) : (
              <p className="flex items-center gap-2 font-medium text-gain">
                <PartyPopper aria-hidden className="size-4 shrink-0" />
                <span className="min-w-0 wrap-anywhere">{t("welcome.wait.seen", { symbol: first.symbol })}</span>
              </p>
            )}
          </div>
          {first === null ? (
            <Button
              look="primary"
              size="small"
              className="mt-3"
              busy={testAlert.isPending}
              onClick={() => testAlert.mutate({})}
            >
              <FlaskConical aria-hidden />
              {t("alerts.test.submit")}
            </Button>
          ) : (
            <Button asChild look="primary" size="small" className="mt-3">
              <Link to="/signals/$signalId" params={{ signalId: first.id }}>
                {t("welcome.wait.open")}
              </Link>
            </Button>
          )}
        </Step>
      </ol>
      <p className="mt-4 text-center">
        <Button asChild look="ghost">
          <Link to="/signals">{t(seen ? "welcome.all" : "welcome.skip")}</Link>
        </Button>
      </p>
    </div>
  );
}

interface StepProps {
  number: number;
  title: string;
  done: boolean;
  children: ReactNode;
}

function Step({ number, title, done, children }: StepProps) {
  const { t } = useI18n();
  return (
    <li className="flex gap-3 p-4 sm:gap-4 sm:p-5">
      <span
        className={cn(
          "tabular grid size-7 shrink-0 place-items-center rounded-full border text-[0.8125rem] font-semibold",
          done ? "border-gain bg-gain-soft text-gain" : "border-line-strong text-muted",
        )}
      >
        {done ? <Check role="img" aria-label={t("state.done")} className="size-4" /> : number}
      </span>
      <div className="min-w-0 flex-1 text-sm text-muted">
        <h2 className="mb-1 text-[0.9375rem] font-semibold text-ink">{title}</h2>
        {children}
      </div>
    </li>
  );
}
