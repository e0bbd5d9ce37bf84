import { type FormEvent, useState } from "react";
import type { BrokerAccount, OrderBody } from "@/api/types";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Segmented } from "@/ui/segmented";
import { usePlaceOrder, usePreview } from "./api";
import { bodyOf, type Draft, EMPTY_DRAFT, settled } from "./draft";
import { PreviewBox } from "./preview-box";
import { fieldsOf } from "./refusal";
import { RefusalNotice } from "./refusal-notice";
import { instrumentOf, SymbolField, useInstruments } from "./symbol-field";
import { ExitFields, OrderFields, StandingFields } from "./ticket-fields";

/** An order, from the first letter of its symbol to its sending: written, previewed, confirmed, placed. */
export function Ticket({ account }: { account: BrokerAccount }) {
  const { t } = useI18n();
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  // What was previewed: only that, to the last field, is placed.
  const [previewed, setPreviewed] = useState<OrderBody | null>(null);
  const preview = usePreview();
  const place = usePlaceOrder(account.id);
  const instruments = useInstruments(draft.symbol);
  const instrument = instrumentOf(draft.symbol, instruments);

  const forget = () => {
    setPreviewed(null);
    preview.reset();
    place.reset();
  };
  const change = (fields: Partial<Draft>) => {
    const next = { ...draft, ...fields };
    setDraft(settled(next, instrumentOf(next.symbol, instruments)?.market));
    forget();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const body = bodyOf(account.id, settled(draft, instrument?.market));
    place.reset();
    preview.mutate(body, { onSuccess: () => setPreviewed(body) });
  };
  const send = (confirmed: boolean) => {
    if (previewed === null) return;
    const onSuccess = () => {
      setDraft({ ...EMPTY_DRAFT, symbol: draft.symbol, side: draft.side });
      forget();
    };
    place.mutate({ ...previewed, ...(confirmed && { confirmed }) }, { onSuccess });
  };

  const answer = previewed === null ? undefined : preview.data;
  const errors = {
    ...fieldsOf(preview.error),
    ...fieldsOf(place.error),
    ...Object.fromEntries((answer?.errors ?? []).map(({ field, message }) => [field, message])),
  };
  const hasFieldErrors = Object.keys(errors).length > 0;
  const fields = { draft: settled(draft, instrument?.market), change, errors, instrument };
  return (
    <Card title={t("ticket.title")}>
      <form onSubmit={submit} className="grid grid-cols-1 gap-4">
        <SymbolField
          value={draft.symbol}
          onChange={(symbol) => change({ symbol })}
          instruments={instruments}
          error={errors.symbol}
          required
        />
        <Segmented
          label={t("ticket.side")}
          value={draft.side}
          onChange={(side) => change({ side })}
          className="flex"
          options={[
            { value: "buy", label: t("side.buy"), active: "text-gain! font-semibold" },
            { value: "sell", label: t("side.sell"), active: "text-loss! font-semibold" },
          ]}
        />
        <OrderFields {...fields} />
        <StandingFields {...fields} />
        <ExitFields {...fields} />
        {!hasFieldErrors && <RefusalNotice error={preview.error} />}
        {answer === undefined ? (
          <Button type="submit" look="primary" busy={preview.isPending}>
            {t("ticket.preview")}
          </Button>
        ) : (
          <PreviewBox
            preview={answer}
            side={draft.side}
            symbol={instrument?.symbol ?? draft.symbol}
            currency={account.currency}
            busy={place.isPending}
            error={place.error}
            onPlace={send}
            onBack={forget}
          />
        )}
      </form>
    </Card>
  );
}
