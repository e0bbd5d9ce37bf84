import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { asProblem } from "@/api/problem";
import type { Product } from "@/api/types";
import { durationOf, termOf } from "@/features/grants/term";
import { TermField } from "@/features/grants/term-field";
import { ScriptPicker } from "@/features/scripts/script-picker";
import { translate, useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, Input } from "@/ui/field";
import { FormError } from "@/ui/states";
import { useSaveProduct } from "./api";

/** All of a product: a new one, or one that is changed. */
export function ProductDialog({ product, onClose }: { product: Product | null; onClose: () => void }) {
  const { t } = useI18n();
  const [term, setTerm] = useState(termOf(product?.duration ?? "1M"));
  const [scripts, setScripts] = useState(product?.scripts.map(({ id }) => id) ?? []);
  const [noScript, setNoScript] = useState(false);
  const save = useSaveProduct(product);
  const fields = save.error ? asProblem(save.error).fields : {};
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const duration = durationOf(term);
    setNoScript(scripts.length === 0);
    if (duration === undefined || scripts.length === 0) return;
    const title = String(form.get("title")).trim();
    save.mutate(
      {
        reference: String(form.get("reference")).trim(),
        title: title === "" ? null : title,
        duration,
        grace_days: Number(form.get("grace")),
        script_ids: scripts,
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
    <Dialog open onOpenChange={onClose} title={product === null ? t("products.new") : product.title}>
      <form onSubmit={submit} className="grid grid-cols-1 gap-4">
        <Field label={t("products.reference")} hint={t("products.reference.hint")} error={fields.reference}>
          <Input
            name="reference"
            required
            maxLength={200}
            defaultValue={product?.reference}
            autoCapitalize="off"
            spellCheck={false}
            className="font-mono"
          />
        </Field>
        <Field label={t("products.name")} hint={t("products.name.hint")} error={fields.title}>
          <Input name="title" maxLength={200} defaultValue={product?.title} />
        </Field>
        <TermField
          label={t("products.duration")}
          hint={t("products.duration.hint")}
          value={term}
          onChange={setTerm}
          error={fields.duration}
        />
        <Field label={t("products.grace")} hint={t("products.grace.hint")} error={fields.grace_days}>
          <Input
            name="grace"
            type="number"
            min={0}
            max={365}
            required
            defaultValue={product?.grace_days ?? 0}
            className="max-w-32"
          />
        </Field>
        <ScriptPicker
          label={t("give.scripts")}
          chosen={scripts}
          onChange={setScripts}
          error={fields.script_ids ?? (noScript && scripts.length === 0 ? t("give.scripts.needed") : undefined)}
        />
        <FormError error={Object.keys(fields).length === 0 ? save.error : null} />
        <Button type="submit" look="primary" busy={save.isPending} className="justify-self-start">
          {t("action.save")}
        </Button>
      </form>
    </Dialog>
  );
}
