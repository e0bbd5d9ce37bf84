import { useState } from "react";
import type { OrderPreview } from "@/api/types";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Facts } from "@/ui/facts";
import { Checkbox } from "@/ui/field";
import { refusalText } from "./refusal";
import { RefusalBox, RefusalNotice } from "./refusal-notice";

interface PreviewBoxProps {
  preview: OrderPreview;
  side: "buy" | "sell";
  symbol: string;
  currency: string;
  busy: boolean;
  /** Why it could not be placed. */
  error: unknown;
  onPlace: (confirmed: boolean) => void;
  onBack: () => void;
}

/** What would become of the order: sent as it is, sent once it is confirmed, or refused by a rule. */
export function PreviewBox({ preview, side, symbol, currency, busy, error, onPlace, onBack }: PreviewBoxProps) {
  const { t, format } = useI18n();
  const [confirmed, setConfirmed] = useState(false);
  const canPlace = preview.is_accepted || preview.needs_confirmation;
  const price = (value: string | null) => value && format.decimal(value);
  const money = (value: string | null) => value && format.money(value, currency);
  return (
    <section aria-label={t("preview.title")} className="grid gap-3 rounded-lg border border-line bg-sunken p-3">
      <h3 className="text-sm font-semibold">{t("preview.title")}</h3>
      <Facts
        facts={[
          [t("preview.price"), price(preview.price)],
          [t("preview.worth"), money(preview.worth)],
          [t("preview.position"), format.decimal(preview.position)],
          [t("preview.opening"), format.decimal(preview.opening)],
          [t("exit.takeProfit"), price(preview.take_profit)],
          [t("exit.stopLoss"), price(preview.stop_loss)],
          [t("figures.buyingPower"), money(preview.buying_power)],
          [t("preview.tradesLeft"), preview.trades_left !== null && String(preview.trades_left)],
        ]}
      />
      {preview.code !== null && (
        <RefusalBox
          refusal={refusalText(t, preview.code, preview.detail ?? preview.code)}
          tone={canPlace ? "warn" : "loss"}
        />
      )}
      {preview.needs_confirmation && (
        // biome-ignore lint/a11y/noLabelWithoutControl: the control is the Checkbox inside
        <label className="flex items-start gap-2.5 text-[0.8125rem] font-medium">
          <Checkbox checked={confirmed} onChange={(event) => setConfirmed(event.target.checked)} className="mt-0.5" />
          {t("preview.confirm")}
        </label>
      )}
      <RefusalNotice error={error} />
      <div className="flex flex-wrap gap-2">
        {canPlace && (
          <Button
            look="primary"
            busy={busy}
            disabled={preview.needs_confirmation && !confirmed}
            onClick={() => onPlace(confirmed)}
          >
            {t(side === "buy" ? "preview.buy" : "preview.sell", { symbol })}
          </Button>
        )}
        <Button onClick={onBack}>{t("preview.back")}</Button>
      </div>
    </section>
  );
}
