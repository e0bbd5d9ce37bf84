import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useId } from "react";
import type { Instrument } from "@/api/types";
import { useI18n } from "@/i18n";
import { useSettled } from "@/lib/use-settled";
import { Field, Input } from "@/ui/field";
import { symbolsQuery } from "./api";

/** The instrument that is meant by a name: ours, TradingView's or the broker's. */
export function instrumentOf(name: string, known: readonly Instrument[]): Instrument | undefined {
  const wanted = name.trim().toUpperCase();
  return known.find(({ symbol, tradingview, alpaca }) => [symbol, tradingview, alpaca].includes(wanted));
}

/** What is known of a name while it is typed. */
export function useInstruments(typed: string): readonly Instrument[] {
  const query = useSettled(typed.trim(), 200);
  return useQuery({ ...symbolsQuery(query), placeholderData: keepPreviousData }).data?.data ?? [];
}

interface SymbolFieldProps {
  value: string;
  onChange: (value: string) => void;
  instruments: readonly Instrument[];
  error?: string | undefined;
  hint?: string;
  required?: boolean;
  label?: string;
}

/** A symbol, with suggestions while it is typed. */
export function SymbolField({ value, onChange, instruments, error, hint, required, label }: SymbolFieldProps) {
  const { t } = useI18n();
  const listId = useId();
  const instrument = instrumentOf(value, instruments);
  const about = instrument && `${instrument.description} · ${instrument.exchange}`;
  return (
    <Field label={label ?? t("ticket.symbol")} hint={about ?? hint ?? t("ticket.symbol.hint")} error={error}>
      <Input
        value={value}
        onChange={(event) => onChange(event.target.value)}
        list={listId}
        required={required}
        maxLength={40}
        placeholder="AAPL"
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        className="font-medium"
      />
      <datalist id={listId}>
        {instruments
          .filter(({ tradable }) => tradable)
          .map(({ symbol, description }) => (
            <option key={symbol} value={symbol}>
              {description}
            </option>
          ))}
      </datalist>
    </Field>
  );
}
