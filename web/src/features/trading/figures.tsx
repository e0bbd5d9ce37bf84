import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { BrokerAccount, Standing } from "@/api/types";
import { useI18n } from "@/i18n";
import { positionsQuery } from "./api";
import { Profit, sumOfCents } from "./money";

interface FiguresProps {
  account: BrokerAccount;
  standing: Standing;
}

/** What the account is worth, what can be spent, and how the day goes. */
export function Figures({ account: { id, currency }, standing }: FiguresProps) {
  const { t, format } = useI18n();
  const positions = useQuery(positionsQuery(id)).data?.data;
  const { figures } = standing;
  const money = (value: string | undefined) => (value === undefined ? "–" : format.money(value, currency));
  const unrealised = positions ? sumOfCents(positions.map((position) => position.unrealised_profit)) : null;
  return (
    <dl className="grid grid-cols-2 gap-3 lg:grid-cols-5">
      <Figure
        label={t("figures.equity")}
        value={money(figures?.equity)}
        note={figures && t("figures.at", { when: format.brief(figures.at) })}
      />
      <Figure
        label={t("figures.buyingPower")}
        value={money(figures?.buying_power)}
        note={t("figures.cash", { amount: money(figures?.cash) })}
      />
      <Figure
        label={t("figures.dayProfit")}
        value={<Profit value={standing.day_profit} currency={currency} />}
        note={t("figures.day", { day: format.day(standing.day) })}
      />
      <Figure
        label={t("figures.unrealised")}
        value={<Profit value={unrealised} currency={currency} />}
        note={t("figures.positions", { count: positions?.length ?? 0 })}
      />
      <Figure
        label={t("figures.trades")}
        value={format.number(standing.trades_today)}
        note={
          standing.max_trades === null
            ? t("figures.plan.unlimited")
            : t("figures.plan", { used: standing.trades_in_all, max: standing.max_trades })
        }
      />
    </dl>
  );
}

function Figure({ label, value, note }: { label: string; value: ReactNode; note: ReactNode }) {
  return (
    <div className="card flex min-w-0 flex-col p-4 last:odd:col-span-2 lg:last:odd:col-span-1">
      <dt className="text-[0.8125rem] text-muted">{label}</dt>
      <dd className="tabular mt-1 text-lg font-semibold tracking-tight wrap-anywhere">{value}</dd>
      <dd className="mt-auto pt-1.5 text-xs text-muted">{note}</dd>
    </div>
  );
}
