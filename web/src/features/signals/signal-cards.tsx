import { Link } from "@tanstack/react-router";
import type { Signal } from "@/api/types";
import { useI18n } from "@/i18n";
import { cn } from "@/lib/cn";
import { Checkbox } from "@/ui/field";
import { DirectionBadge, OriginBadges, ProfitLoss } from "./badges";
import { ResultMenu } from "./result-menu";
import { Screenshot } from "./screenshot";
import type { Selection } from "./signal-table";
import { shortTimeframe } from "./timeframe";

interface SignalCardsProps {
  signals: Signal[];
  selection: Selection;
  arrived: ReadonlySet<string>;
}

export function SignalCards({ signals, selection, arrived }: SignalCardsProps) {
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,20rem),1fr))] gap-3 sm:gap-4">
      {signals.map((signal) => (
        <SignalCard key={signal.id} signal={signal} selection={selection} isNew={arrived.has(signal.id)} />
      ))}
    </ul>
  );
}

function SignalCard({ signal, selection, isNew }: { signal: Signal; selection: Selection; isNew: boolean }) {
  const { t, format } = useI18n();
  const checked = selection.state[signal.id] === true;
  const toggle = () =>
    selection.onChange(({ [signal.id]: _, ...others }) => (checked ? others : { ...others, [signal.id]: true }));
  const name = signal.strategy ?? signal.indicator ?? signal.signal_type;
  return (
    <li className={cn("card flex min-w-0 flex-col p-3", isNew && "animate-arrive", checked && "border-accent")}>
      <Screenshot signal={signal} picture="aspect-video" gap="h-24" />
      <div className="mt-3 flex items-start justify-between gap-3">
        <div className="min-w-0">
          <Link
            to="/signals/$signalId"
            params={{ signalId: signal.id }}
            search
            className="rounded text-[0.9375rem] font-semibold wrap-anywhere hover:underline"
          >
            {signal.ticker}
          </Link>
          <p className="truncate text-xs text-muted">
            {[signal.exchange, shortTimeframe(signal.timeframe), name].filter(Boolean).join(" · ") ||
              t("state.unknown")}
          </p>
        </div>
        <Checkbox
          aria-label={t("signals.column.selectOne", { symbol: signal.symbol })}
          checked={checked}
          onChange={toggle}
          className="mt-1"
        />
      </div>
      <div className="mt-2.5 flex flex-wrap items-center gap-1.5">
        <DirectionBadge signal={signal} />
        {signal.price !== null && <span className="tabular font-medium">{format.decimal(signal.price)}</span>}
        <OriginBadges signal={signal} />
      </div>
      <div className="mt-3 flex items-center justify-between gap-2 border-t border-line pt-2.5 text-[0.8125rem]">
        <ResultMenu signal={signal} />
        {signal.profit_loss !== null && <ProfitLoss value={signal.profit_loss} />}
        <time
          dateTime={signal.created_at}
          title={format.instant(signal.created_at)}
          className="tabular ml-auto text-xs text-muted"
        >
          {format.brief(signal.created_at)}
        </time>
      </div>
    </li>
  );
}
