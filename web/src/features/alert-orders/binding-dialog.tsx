import { type FormEvent, useState } from "react";
import { asProblem } from "@/api/problem";
import type { AlertBinding, AlertBindingInput, BrokerAccount } from "@/api/types";
import { PriceField } from "@/features/trading/price-field";
import { SymbolField, useInstruments } from "@/features/trading/symbol-field";
import { useI18n } from "@/i18n";
import { decimalInput } from "@/lib/decimal-input";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Checkbox, Field, Input, Select } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { FormError } from "@/ui/states";
import { Switch } from "@/ui/switch";
import { useSaveBinding } from "./api";

const SIZINGS = ["quantity", "notional", "percent_of_equity", "percent_at_risk"] as const;
const DIRECTIONS = ["both", "long", "short"] as const;
const APPROVALS = ["manual", "automatic"] as const;

interface BindingDialogProps {
  binding: AlertBinding | null;
  accounts: readonly BrokerAccount[];
  onClose: () => void;
}

interface Draft {
  account_id: string;
  name: string;
  strategy: string;
  symbol: string;
  sizing: (typeof SIZINGS)[number];
  size: string;
  directions: (typeof DIRECTIONS)[number];
  approval: (typeof APPROVALS)[number];
  one_position: boolean;
  dry_run: boolean;
  confirm_live: boolean;
  max_age_seconds: string;
  stop_loss_percent: string;
  take_profit_percent: string;
}

/** What there is; for a new one, what is careful: practice money, approval by hand. */
function draftOf(binding: AlertBinding | null, accounts: readonly BrokerAccount[]): Draft {
  const practice = accounts.find(({ environment }) => environment === "paper") ?? accounts[0];
  return {
    account_id: binding?.account_id ?? practice?.id ?? "",
    name: binding?.name ?? "",
    strategy: binding?.strategy ?? "",
    symbol: binding?.symbol ?? "",
    sizing: SIZINGS.find((sizing) => sizing === binding?.sizing) ?? "quantity",
    size: binding?.size ?? "",
    directions: binding?.directions ?? "both",
    approval: binding?.approval ?? "manual",
    one_position: binding?.one_position ?? true,
    dry_run: binding?.dry_run ?? false,
    confirm_live: false,
    max_age_seconds: String(binding?.max_age_seconds ?? 300),
    stop_loss_percent: binding?.stop_loss_percent ?? "",
    take_profit_percent: binding?.take_profit_percent ?? "",
  };
}

function inputOf(draft: Draft, is_enabled: boolean): AlertBindingInput {
  const text = (typed: string) => (typed.trim() === "" ? undefined : typed.trim());
  return {
    ...draft,
    is_enabled,
    name: text(draft.name),
    strategy: text(draft.strategy),
    symbol: text(draft.symbol),
    size: decimalInput(draft.size) ?? "",
    max_age_seconds: Number(draft.max_age_seconds),
    stop_loss_percent: decimalInput(draft.stop_loss_percent) ?? undefined,
    take_profit_percent: decimalInput(draft.take_profit_percent) ?? undefined,
  };
}

/** All of a binding: a new one, or one that is changed. */
export function BindingDialog({ binding, accounts, onClose }: BindingDialogProps) {
  const { t } = useI18n();
  const [draft, setDraft] = useState(() => draftOf(binding, accounts));
  const save = useSaveBinding(binding);
  const instruments = useInstruments(draft.symbol);
  const errors = save.error ? asProblem(save.error).fields : {};
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const isLive = accounts.find(({ id }) => id === draft.account_id)?.environment === "live";
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(inputOf(draft, binding?.is_enabled ?? true), { onSuccess: onClose });
  };
  return (
    <Dialog open onOpenChange={onClose} title={binding === null ? t("bindings.new") : binding.name}>
      <form onSubmit={submit} className="grid grid-cols-1 gap-4">
        <Field label={t("trading.account")} error={errors.account_id}>
          <Select value={draft.account_id} onChange={(event) => set({ account_id: event.target.value })}>
            {accounts.map(({ id, name, environment }) => (
              <option key={id} value={id}>
                {`${name} · ${t(`brokers.environment.${environment}`)}`}
              </option>
            ))}
          </Select>
        </Field>
        {isLive && (
          <Notice tone="warn">
            {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is the Checkbox inside */}
            <label className="flex items-start gap-2.5 font-medium">
              <Checkbox
                required
                checked={draft.confirm_live}
                onChange={(event) => set({ confirm_live: event.target.checked })}
                className="mt-0.5"
              />
              {t("bindings.confirmLive")}
            </label>
            {errors.confirm_live && <p className="mt-1">{errors.confirm_live}</p>}
          </Notice>
        )}
        <Field label={t("bindings.strategy")} hint={t("bindings.strategy.hint")} error={errors.strategy}>
          <Input
            value={draft.strategy}
            onChange={(event) => set({ strategy: event.target.value })}
            maxLength={200}
            placeholder={t("bindings.allAlerts")}
          />
        </Field>
        <SymbolField
          label={t("bindings.symbol")}
          hint={t("bindings.symbol.hint")}
          value={draft.symbol}
          onChange={(symbol) => set({ symbol })}
          instruments={instruments}
          error={errors.symbol}
        />
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
          <Choice
            label={t("bindings.sizing")}
            value={draft.sizing}
            options={SIZINGS.map((value) => ({ value, label: t(`bindings.sizing.${value}`) }))}
            error={errors.sizing}
            onChange={(sizing) => set({ sizing })}
          />
          <PriceField
            label={t("bindings.size")}
            hint={t(`bindings.size.${draft.sizing}`)}
            error={errors.size}
            required
            value={draft.size}
            onChange={(event) => set({ size: event.target.value })}
          />
          <Choice
            label={t("bindings.directions")}
            value={draft.directions}
            options={DIRECTIONS.map((value) => ({ value, label: t(`bindings.directions.${value}`) }))}
            error={errors.directions}
            onChange={(directions) => set({ directions })}
          />
          <Choice
            label={t("bindings.approval")}
            value={draft.approval}
            options={APPROVALS.map((value) => ({ value, label: t(`bindings.approval.${value}`) }))}
            error={errors.approval}
            onChange={(approval) => set({ approval })}
          />
          <PriceField
            label={t("bindings.stop")}
            hint={t("bindings.exit.hint")}
            error={errors.stop_loss_percent}
            required={draft.sizing === "percent_at_risk"}
            value={draft.stop_loss_percent}
            onChange={(event) => set({ stop_loss_percent: event.target.value })}
          />
          <PriceField
            label={t("bindings.target")}
            hint={t("bindings.exit.hint")}
            error={errors.take_profit_percent}
            value={draft.take_profit_percent}
            onChange={(event) => set({ take_profit_percent: event.target.value })}
          />
          <Field label={t("bindings.maxAge")} hint={t("bindings.maxAge.hint")} error={errors.max_age_seconds}>
            <Input
              type="number"
              min={1}
              max={86_400}
              required
              value={draft.max_age_seconds}
              onChange={(event) => set({ max_age_seconds: event.target.value })}
            />
          </Field>
          <Field label={t("bindings.name")} hint={t("bindings.name.hint")} error={errors.name}>
            <Input value={draft.name} onChange={(event) => set({ name: event.target.value })} maxLength={100} />
          </Field>
        </div>
        <Switch
          label={t("bindings.onePosition")}
          hint={t("bindings.onePosition.hint")}
          checked={draft.one_position}
          onCheckedChange={(one_position) => set({ one_position })}
        />
        <Switch
          label={t("bindings.dryRun")}
          hint={t("bindings.dryRun.hint")}
          checked={draft.dry_run}
          onCheckedChange={(dry_run) => set({ dry_run })}
        />
        <FormError error={Object.keys(errors).length === 0 ? save.error : null} />
        <Button type="submit" look="primary" busy={save.isPending} className="justify-self-start">
          {t(binding === null ? "bindings.create" : "action.save")}
        </Button>
      </form>
    </Dialog>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  error: string | undefined;
  onChange: (value: Value) => void;
}

function Choice<Value extends string>({ label, value, options, error, onChange }: ChoiceProps<Value>) {
  return (
    <Field label={label} error={error}>
      <Select
        value={value}
        onChange={(event) => onChange(options.find((option) => option.value === event.target.value)?.value ?? value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </Select>
    </Field>
  );
}
