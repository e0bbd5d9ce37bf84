import type { ReactNode } from "react";
import type { Signal } from "@/api/types";
import { useI18n } from "@/i18n";
import { Facts } from "@/ui/facts";
import { shortTimeframe } from "./timeframe";

/** What the alert said, as far as it said it. */
export function SignalFacts({ signal }: { signal: Signal }) {
  const { t, format } = useI18n();
  const facts: [string, ReactNode][] = [
    [t("signal.fact.received"), format.instant(signal.created_at)],
    [t("signal.fact.stated"), signal.alert_at && format.instant(signal.alert_at)],
    [t("signal.fact.symbol"), signal.symbol],
    [t("signal.fact.timeframe"), shortTimeframe(signal.timeframe)],
    [t("signal.fact.price"), signal.price && format.decimal(signal.price)],
    [t("signal.fact.action"), signal.action],
    [t("signal.fact.type"), signal.signal_type],
    [t("signal.fact.indicator"), signal.indicator],
    [t("signal.fact.strategy"), signal.strategy],
    [t("signal.fact.chart"), signal.chart_id],
    [t("signal.fact.message"), signal.message],
    [t("signal.fact.duplicates"), signal.duplicates > 0 && format.number(signal.duplicates)],
    [t("signal.fact.source"), t(`signal.source.${signal.source}`)],
    [
      t("signal.fact.id"),
      <span key="id" className="font-mono text-xs">
        {signal.id}
      </span>,
    ],
  ];
  return <Facts facts={facts} />;
}
