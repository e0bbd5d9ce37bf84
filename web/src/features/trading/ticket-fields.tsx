/** The fields of an order's ticket. */
import type { Instrument } from "@/api/types";
import { useI18n } from "@/i18n";
import { Checkbox, Field, Input, Select } from "@/ui/field";
import { Segmented } from "@/ui/segmented";
import { Switch } from "@/ui/switch";
import { type Draft, durationsOf, hasLimit, hasStop, ORDER_TYPES } from "./draft";
import { PriceField } from "./price-field";

interface FieldsProps {
  draft: Draft;
  change: (fields: Partial<Draft>) => void;
  /** What is wrong with each field. */
  errors: Readonly<Record<string, string | undefined>>;
  instrument: Instrument | undefined;
}

/** At which price, and how much. */
export function OrderFields({ draft, change, errors, instrument }: FieldsProps) {
  const { t, format } = useI18n();
  const step = instrument && t("ticket.step", { step: format.decimal(instrument.quantity_step) });
  return (
    <>
      <Field label={t("ticket.type")} error={errors.type}>
        <Select
          value={draft.type}
          onChange={(event) => change({ type: ORDER_TYPES.find((type) => type === event.target.value) ?? draft.type })}
        >
          {ORDER_TYPES.map((type) => (
            <option key={type} value={type}>
              {t(`order.type.${type}`)}
            </option>
          ))}
        </Select>
      </Field>
      {draft.type === "market" && (
        <Segmented
          label={t("ticket.by")}
          value={draft.by}
          onChange={(by) => change({ by })}
          className="flex"
          options={[
            { value: "quantity", label: t("ticket.quantity") },
            { value: "notional", label: t("ticket.notional") },
          ]}
        />
      )}
      <PriceField
        label={t(draft.by === "quantity" ? "ticket.quantity" : "ticket.notional")}
        hint={draft.by === "quantity" ? step : instrument?.currency}
        error={draft.by === "quantity" ? errors.quantity : (errors.notional ?? errors.quantity)}
        required
        value={draft.amount}
        onChange={(event) => change({ amount: event.target.value })}
      />
      {hasStop(draft.type) && (
        <PriceField
          label={t("ticket.stopPrice")}
          error={errors.stop_price}
          required
          value={draft.stop_price}
          onChange={(event) => change({ stop_price: event.target.value })}
        />
      )}
      {hasLimit(draft.type) && (
        <PriceField
          label={t("ticket.limitPrice")}
          error={errors.limit_price}
          required
          value={draft.limit_price}
          onChange={(event) => change({ limit_price: event.target.value })}
        />
      )}
    </>
  );
}

/** How long it stands, and within which bounds. */
export function StandingFields({ draft, change, errors, instrument }: FieldsProps) {
  const { t } = useI18n();
  const durations = durationsOf(draft.type, instrument?.market);
  return (
    <>
      <Field label={t("ticket.duration")} error={errors.duration}>
        <Select
          value={draft.duration}
          onChange={(event) =>
            change({ duration: durations.find((each) => each === event.target.value) ?? draft.duration })
          }
        >
          {durations.map((duration) => (
            <option key={duration} value={duration}>
              {t(`order.duration.${duration}`)}
            </option>
          ))}
        </Select>
      </Field>
      {draft.duration === "gtd" && (
        <Field label={t("ticket.until")} hint={t("ticket.until.hint")} error={errors.expires_at}>
          <Input
            type="datetime-local"
            required
            value={draft.expires_at}
            onChange={(event) => change({ expires_at: event.target.value })}
          />
        </Field>
      )}
      <div className="grid gap-2">
        {draft.type === "limit" && draft.duration === "day" && instrument?.market !== "crypto" && (
          // biome-ignore lint/a11y/noLabelWithoutControl: the control is the Checkbox inside
          <label className="flex items-start gap-2.5 text-[0.8125rem]">
            <Checkbox
              checked={draft.extended_hours}
              onChange={(event) => change({ extended_hours: event.target.checked })}
              className="mt-0.5"
            />
            {t("ticket.extended")}
          </label>
        )}
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is the Checkbox inside */}
        <label className="flex items-start gap-2.5 text-[0.8125rem]">
          <Checkbox
            checked={draft.reduce_only}
            onChange={(event) => change({ reduce_only: event.target.checked })}
            className="mt-0.5"
          />
          {t("ticket.reduceOnly")}
        </label>
      </div>
    </>
  );
}

/** The target and the stop that come with it. */
export function ExitFields({ draft, change, errors }: FieldsProps) {
  const { t } = useI18n();
  return (
    <div className="grid gap-3 rounded-lg border border-line p-3">
      <Switch
        label={t("ticket.bracket")}
        hint={t("ticket.bracket.hint")}
        checked={draft.bracket}
        onCheckedChange={(bracket) => change({ bracket })}
      />
      {draft.bracket && (
        <ExitPrices values={draft} errors={errors} onChange={(name, value) => change({ [name]: value })} />
      )}
    </div>
  );
}

type ExitName = "take_profit" | "stop_loss" | "stop_loss_limit";

interface ExitPricesProps {
  values: Readonly<Record<ExitName, string>>;
  errors: Readonly<Record<string, string | undefined>>;
  onChange: (name: ExitName, value: string) => void;
}

/** A target, a stop, and the stop's limit. */
export function ExitPrices({ values, errors, onChange }: ExitPricesProps) {
  const { t } = useI18n();
  return (
    <>
      <PriceField
        label={t("exit.takeProfit")}
        error={errors.take_profit}
        value={values.take_profit}
        onChange={(event) => onChange("take_profit", event.target.value)}
      />
      <PriceField
        label={t("exit.stopLoss")}
        error={errors.stop_loss}
        value={values.stop_loss}
        onChange={(event) => onChange("stop_loss", event.target.value)}
      />
      <PriceField
        label={t("exit.stopLossLimit")}
        hint={t("exit.stopLossLimit.hint")}
        error={errors.stop_loss_limit}
        value={values.stop_loss_limit}
        onChange={(event) => onChange("stop_loss_limit", event.target.value)}
      />
    </>
  );
}
