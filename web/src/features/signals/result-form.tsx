import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { asProblem } from "@/api/problem";
import type { Signal, SignalResult, SignalUpdate } from "@/api/types";
import { useI18n } from "@/i18n";
import { decimalInput } from "@/lib/decimal-input";
import { Button } from "@/ui/button";
import { Field, Input, Textarea } from "@/ui/field";
import { Segmented } from "@/ui/segmented";
import { FormError } from "@/ui/states";
import { useUpdateSignal } from "./api";
import { RESULT_LOOKS } from "./badges";
import { RESULTS } from "./search";

const DECIMALS = ["entry_price", "exit_price", "profit_loss", "profit_loss_percent"] as const;

const ACTIVE: Record<SignalResult, string> = {
  pending: "",
  win: "text-gain!",
  loss: "text-loss!",
  breakeven: "text-info!",
  skip: "",
};

/** What became of the signal. Sends only what was changed, and the version that it was changed from. */
export function ResultForm({ signal }: { signal: Signal }) {
  const { t, format } = useI18n();
  const [result, setResult] = useState<SignalResult>(signal.result);
  const update = useUpdateSignal(signal.id);
  const errors = update.error ? asProblem(update.error).fields : {};

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const change: SignalUpdate = {};
    if (result !== signal.result) change.result = result;
    for (const name of DECIMALS) {
      const value = decimalInput(String(form.get(name) ?? ""));
      if (value !== signal[name]) change[name] = value;
    }
    const notes = String(form.get("notes") ?? "").trim() || null;
    if (notes !== signal.notes) change.notes = notes;
    if (Object.keys(change).length === 0) return;
    update.mutate({ ...change, version: signal.version }, { onSuccess: () => toast.success(t("signal.result.saved")) });
  };

  const number = { inputMode: "decimal", autoComplete: "off", className: "tabular" } as const;
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Segmented
        label={t("signals.column.result")}
        value={result}
        onChange={setResult}
        className="max-sm:grid max-sm:grid-cols-2"
        options={RESULTS.map((value) => {
          const Icon = RESULT_LOOKS[value].icon;
          return {
            value,
            active: ACTIVE[value],
            label: (
              <>
                <Icon aria-hidden />
                {t(`result.${value}`)}
              </>
            ),
          };
        })}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={t("signal.result.entry")} error={errors.entry_price}>
          <Input name="entry_price" defaultValue={signal.entry_price ?? ""} {...number} />
        </Field>
        <Field label={t("signal.result.exit")} error={errors.exit_price}>
          <Input name="exit_price" defaultValue={signal.exit_price ?? ""} {...number} />
        </Field>
        <Field label={t("signal.result.pnl")} hint={t("signal.result.pnl.hint")} error={errors.profit_loss}>
          <Input name="profit_loss" defaultValue={signal.profit_loss ?? ""} {...number} />
        </Field>
        <Field label={t("signal.result.percent")} error={errors.profit_loss_percent}>
          <Input name="profit_loss_percent" defaultValue={signal.profit_loss_percent ?? ""} {...number} />
        </Field>
      </div>
      <Field label={t("signal.result.notes")} error={errors.notes}>
        <Textarea
          name="notes"
          defaultValue={signal.notes ?? ""}
          placeholder={t("signal.result.notes.placeholder")}
          rows={3}
        />
      </Field>
      <FormError error={update.error} />
      <div className="flex items-center gap-3">
        <Button type="submit" look="primary" busy={update.isPending}>
          {t("action.save")}
        </Button>
        {signal.result_at && (
          <span className="text-xs text-muted">
            {t("signal.result.closed", { time: format.instant(signal.result_at) })}
          </span>
        )}
      </div>
    </form>
  );
}
