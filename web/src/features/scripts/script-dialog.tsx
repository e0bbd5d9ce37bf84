import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { asProblem } from "@/api/problem";
import type { Script } from "@/api/types";
import { durationOf, termOf } from "@/features/grants/term";
import { TermField } from "@/features/grants/term-field";
import { translate, useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, Input } from "@/ui/field";
import { FormError } from "@/ui/states";
import { Switch } from "@/ui/switch";
import { useUpdateScript } from "./api";

/** What the seller sets for a script; a sync never touches it. */
export function ScriptDialog({ script, onClose }: { script: Script; onClose: () => void }) {
  const { t } = useI18n();
  const [term, setTerm] = useState(termOf(script.default_duration));
  const [price, setPrice] = useState(script.price_reference ?? "");
  const [forSale, setForSale] = useState(script.is_for_sale);
  const save = useUpdateScript(script.id);
  const fields = save.error ? asProblem(save.error).fields : {};
  const sellable = script.access === "invite_only";
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(
      {
        default_duration: durationOf(term) ?? null,
        price_reference: price.trim() || null,
        is_for_sale: forSale,
        version: script.version,
      },
      {
        onSuccess: () => {
          toast.success(translate("state.saved"));
          onClose();
        },
      },
    );
  };
  return (
    <Dialog open onOpenChange={onClose} title={script.title}>
      <form onSubmit={submit} className="grid grid-cols-1 gap-4">
        <TermField
          label={t("scripts.edit.duration")}
          hint={t("scripts.edit.duration.hint")}
          value={term}
          onChange={setTerm}
          defaultLabel={t("scripts.edit.duration.none")}
          error={fields.default_duration}
        />
        <Field label={t("scripts.edit.price")} hint={t("scripts.edit.price.hint")} error={fields.price_reference}>
          <Input value={price} onChange={(event) => setPrice(event.target.value)} maxLength={100} />
        </Field>
        <Switch
          label={t("scripts.edit.sale")}
          hint={t("scripts.edit.sale.hint")}
          checked={forSale}
          onCheckedChange={setForSale}
          disabled={!sellable && !forSale}
        />
        {fields.is_for_sale && <p className="text-xs font-medium text-loss">{fields.is_for_sale}</p>}
        {Object.keys(fields).length === 0 && <FormError error={save.error} />}
        <Button type="submit" look="primary" busy={save.isPending} className="justify-self-start">
          {t("action.save")}
        </Button>
      </form>
    </Dialog>
  );
}
