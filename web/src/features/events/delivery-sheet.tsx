import { useQuery } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { useI18n } from "@/i18n";
import { wordOf } from "@/i18n/words";
import { Button } from "@/ui/button";
import { CodeBlock } from "@/ui/copy";
import { Sheet } from "@/ui/dialog";
import { Facts } from "@/ui/facts";
import { Loaded } from "@/ui/loaded";
import { deliveryQuery, useReplayDelivery } from "./api";
import { DeliveryBadge } from "./deliveries";

/** One delivery: what was sent, each try with its answer, and sending it once more. */
export function DeliverySheet({ id, onClose }: { id: string; onClose: () => void }) {
  const { t, format } = useI18n();
  const query = useQuery(deliveryQuery(id));
  const replay = useReplayDelivery(id);
  return (
    <Sheet
      open
      onOpenChange={onClose}
      title={query.data ? t(`event.${query.data.event_type}`) : t("deliveries.one")}
      description={query.data?.event_id}
    >
      <Loaded query={query}>
        {(delivery) => (
          <div className="grid grid-cols-1 gap-5">
            <div className="flex flex-wrap items-center gap-2">
              <DeliveryBadge status={delivery.status} />
              <span className="text-[0.8125rem] text-muted">{wordOf(t, "delivery.cause", delivery.cause)}</span>
              <Button size="small" className="ml-auto" busy={replay.isPending} onClick={() => replay.mutate(undefined)}>
                <RotateCcw aria-hidden />
                {t("deliveries.replay")}
              </Button>
            </div>
            <Facts
              facts={[
                [t("deliveries.happened"), format.instant(delivery.event_at)],
                [t("deliveries.next"), delivery.next_try_at && format.instant(delivery.next_try_at)],
                [t("deliveries.finished"), delivery.finished_at && format.instant(delivery.finished_at)],
              ]}
            />
            <section>
              <h3 className="mb-2 text-sm font-semibold">{t("deliveries.data")}</h3>
              <CodeBlock label={t("deliveries.data")}>{JSON.stringify(delivery.data, null, 2)}</CodeBlock>
            </section>
            <section>
              <h3 className="mb-2 text-sm font-semibold">{t("deliveries.tries")}</h3>
              {delivery.attempts.length === 0 ? (
                <p className="text-[0.8125rem] text-muted">{t("state.none")}</p>
              ) : (
                <ol className="divide-y divide-line rounded-lg border border-line text-[0.8125rem]">
                  {delivery.attempts.map((attempt) => (
                    <li key={attempt.number} className="grid gap-1 px-3 py-2">
                      <p className="flex flex-wrap items-baseline gap-x-2">
                        <span className="font-medium">{t("deliveries.try", { number: attempt.number })}</span>
                        <span className={attempt.error === null ? "text-gain" : "text-loss"}>
                          {attempt.error === null
                            ? t("delivery.status.delivered")
                            : wordOf(t, "delivery.error", attempt.error)}
                        </span>
                        <time dateTime={attempt.at} className="tabular ml-auto text-xs text-muted">
                          {format.instant(attempt.at)}
                        </time>
                      </p>
                      <p className="text-xs text-muted">
                        {[
                          attempt.http_status !== null && `HTTP ${attempt.http_status}`,
                          t("health.ms", { ms: attempt.latency_ms }),
                        ]
                          .filter(Boolean)
                          .join(" · ")}
                      </p>
                      {attempt.body && (
                        <pre className="overflow-x-auto rounded bg-sunken p-2 font-mono text-xs whitespace-pre-wrap wrap-anywhere">
                          {attempt.body}
                        </pre>
                      )}
                    </li>
                  ))}
                </ol>
              )}
            </section>
          </div>
        )}
      </Loaded>
    </Sheet>
  );
}
