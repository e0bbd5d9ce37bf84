import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Camera, SearchX, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { asProblem } from "@/api/problem";
import type { SignalDetail } from "@/api/types";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { CodeBlock, CopyButton } from "@/ui/copy";
import { Sheet } from "@/ui/dialog";
import { EmptyState, ErrorState, Skeleton, SkeletonRows } from "@/ui/states";
import { signalQuery, useDeleteSignal, useReplayScreenshot } from "./api";
import { DirectionBadge, OriginBadges, ResultBadge, ShotBadge } from "./badges";
import { prettyJson } from "./pretty-json";
import { ResultForm } from "./result-form";
import { Screenshot } from "./screenshot";
import { SignalFacts } from "./signal-facts";
import { Timeline } from "./timeline";

/** Everything about one signal, in a sheet above the list that it was opened from. */
export function SignalSheet() {
  const { t, format } = useI18n();
  const { signalId } = useParams({ from: "/app/signals/$signalId" });
  const navigate = useNavigate({ from: "/signals/$signalId" });
  const { data: signal, error, isPending, refetch } = useQuery(signalQuery(signalId));
  const close = () => navigate({ to: "/signals", search: true });
  const missing = error !== null && asProblem(error).status === 404;

  return (
    <Sheet
      open
      onOpenChange={(open) => {
        if (!open) void close();
      }}
      title={signal?.symbol ?? (isPending ? <Skeleton className="h-6 w-40" /> : t("signal.missing.title"))}
      description={signal ? format.instant(signal.created_at) : undefined}
    >
      {signal ? (
        <Detail key={signal.id} signal={signal} onDeleted={() => void close()} />
      ) : missing ? (
        <EmptyState icon={<SearchX aria-hidden />} title={t("signal.missing.title")} body={t("signal.missing.body")} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows rows={7} />
      )}
    </Sheet>
  );
}

function Detail({ signal, onDeleted }: { signal: SignalDetail; onDeleted: () => void }) {
  const { t, format } = useI18n();
  const replay = useReplayScreenshot();
  const remove = useDeleteSignal();
  const capturing = signal.screenshot_status === "pending" || signal.screenshot_status === "processing";

  return (
    <div className="grid gap-6">
      <div className="flex flex-wrap items-center gap-2">
        <DirectionBadge signal={signal} />
        {signal.price !== null && <span className="tabular text-lg font-semibold">{format.decimal(signal.price)}</span>}
        <OriginBadges signal={signal} />
        <ResultBadge result={signal.result} className="ml-auto" />
      </div>

      <div>
        <Screenshot signal={signal} picture="aspect-video" gap="min-h-28" />
        <div className="mt-2 flex flex-wrap items-center justify-between gap-2">
          <ShotBadge status={signal.screenshot_status} />
          <Button size="small" busy={replay.isPending} disabled={capturing} onClick={() => replay.mutate(signal.id)}>
            <Camera aria-hidden />
            {t("signals.replay")}
          </Button>
        </div>
      </div>

      <Section title={t("signal.section.result")}>
        <ResultForm key={resultOf(signal)} signal={signal} />
      </Section>
      <Section title={t("signal.section.facts")}>
        <SignalFacts signal={signal} />
      </Section>
      <JsonSection title={t("signal.section.parameters")} value={signal.parameters} />
      <JsonSection title={t("signal.section.extra")} value={signal.extra} />
      <Section title={t("signal.section.timeline")}>
        <Timeline entries={signal.timeline} />
      </Section>
      <Section
        title={t("signal.section.raw")}
        actions={<CopyButton text={signal.raw_body} size="small" look="ghost" />}
        note={t("signal.raw.note", { type: signal.content_type })}
      >
        <CodeBlock label={t("signal.section.raw")}>{prettyJson(signal.raw_body)}</CodeBlock>
      </Section>

      <div className="flex flex-wrap justify-between gap-2 border-t border-line pt-4">
        <CopyButton text={location.href} label={t("signal.copyLink")} size="small" look="ghost" />
        <Button
          look="danger"
          size="small"
          busy={remove.isPending}
          onClick={() => remove.mutate(signal, { onSuccess: onDeleted })}
        >
          <Trash2 aria-hidden />
          {t("action.delete")}
        </Button>
      </div>
    </div>
  );
}

/** Changes when the result does, and not when something else of the signal does while its form is being filled in. */
function resultOf({ result, entry_price, exit_price, profit_loss, profit_loss_percent, notes }: SignalDetail): string {
  return JSON.stringify([result, entry_price, exit_price, profit_loss, profit_loss_percent, notes]);
}

interface SectionProps {
  title: string;
  actions?: ReactNode;
  note?: string;
  children: ReactNode;
}

function Section({ title, actions, note, children }: SectionProps) {
  return (
    <section>
      <div className="mb-2 flex items-center justify-between gap-2">
        <h3 className="text-sm font-semibold">{title}</h3>
        {actions}
      </div>
      {note && <p className="mb-2 text-xs text-muted">{note}</p>}
      {children}
    </section>
  );
}

function JsonSection({ title, value }: { title: string; value: unknown }) {
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) return null;
  return (
    <Section title={title}>
      <CodeBlock label={title}>{JSON.stringify(value, null, 2)}</CodeBlock>
    </Section>
  );
}
