import type { ReactNode } from "react";
import type { Stats } from "@/api/types";
import { ProfitLoss } from "@/features/signals/badges";
import { useI18n } from "@/i18n";

/** The figures of all signals together. What is not defined yet is said to be so, never shown as zero. */
export function Summary({ stats }: { stats: Stats }) {
  const { t, format } = useI18n();
  const unknown = <span className="text-base font-medium text-muted">{t("stats.undefined")}</span>;
  const { kind, length } = stats.current_streak;
  return (
    <dl className="grid grid-cols-2 gap-3 lg:grid-cols-3 2xl:grid-cols-6">
      <Figure
        label={t("stats.winRate")}
        value={stats.win_rate === null ? unknown : format.percent(stats.win_rate)}
        note={t("stats.winRate.of", { wins: stats.wins, losses: stats.losses })}
      />
      <Figure
        label={t("stats.profitFactor")}
        value={stats.profit_factor === null ? unknown : format.number(stats.profit_factor)}
        note={t("stats.profitFactor.hint")}
      />
      <Figure
        label={t("stats.total")}
        value={<ProfitLoss value={stats.total_profit_loss} />}
        note={t("stats.total.parts", {
          profit: format.decimal(stats.gross_profit),
          loss: format.decimal(stats.gross_loss),
        })}
      />
      <Figure
        label={t("stats.average")}
        value={stats.average_profit_loss === null ? unknown : <ProfitLoss value={stats.average_profit_loss} />}
        note={t("stats.average.hint")}
      />
      <Figure
        label={t("stats.signals")}
        value={format.number(stats.total)}
        note={t("stats.signals.parts", { closed: stats.closed, pending: stats.pending })}
      />
      <Figure
        label={t("stats.streak")}
        value={kind ? t(`stats.streak.${kind}`, { count: length }) : unknown}
        note={t("stats.streak.longest", { wins: stats.longest_win_streak, losses: stats.longest_loss_streak })}
      />
    </dl>
  );
}

function Figure({ label, value, note }: { label: string; value: ReactNode; note: string }) {
  return (
    <div className="card flex min-w-0 flex-col p-4">
      <dt className="text-[0.8125rem] text-muted">{label}</dt>
      <dd className="tabular mt-1 text-xl font-semibold tracking-tight wrap-anywhere">{value}</dd>
      <dd className="mt-auto pt-1.5 text-xs text-muted">{note}</dd>
    </div>
  );
}
