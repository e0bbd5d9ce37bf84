import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { asProblem } from "@/api/problem";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { CodeBlock, CopyButton } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { Field, Input } from "@/ui/field";
import { ShownOnce } from "@/ui/shown-once";
import { FormError } from "@/ui/states";
import { productsQuery, useCreateHook } from "./api";
import { signedCurl } from "./signed-curl";

/** Makes a hook, and shows its address and secret once, with a request to try it. */
export function NewHookDialog({ onClose }: { onClose: () => void }) {
  const { t } = useI18n();
  const create = useCreateHook();
  const fields = create.error ? asProblem(create.error).fields : {};
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const secret = String(form.get("secret")).trim();
    create.mutate({ name: String(form.get("name")).trim(), ...(secret === "" ? {} : { secret }) });
  };
  if (create.isSuccess) {
    const { url, secret } = create.data;
    return (
      <Dialog open onOpenChange={onClose} title={create.data.name} description={t("hooks.once")} className="max-w-2xl">
        <div className="grid grid-cols-1 gap-4">
          <ShownOnce label={t("hooks.url")} value={url} look="primary" />
          <ShownOnce label={t("hooks.secret")} value={secret} look="primary" />
          <TryIt url={url} secret={secret} />
          <Button className="justify-self-start" onClick={onClose}>
            {t("hooks.copied")}
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog open onOpenChange={onClose} title={t("hooks.new")}>
      <form onSubmit={submit} className="grid grid-cols-1 gap-4">
        <Field label={t("hooks.name")} hint={t("hooks.name.hint")} error={fields.name}>
          <Input name="name" required maxLength={100} />
        </Field>
        <Field label={t("hooks.own")} hint={t("hooks.own.hint")} error={fields.secret}>
          <Input name="secret" autoComplete="off" spellCheck={false} placeholder="whsec_…" className="font-mono" />
        </Field>
        {Object.keys(fields).length === 0 && <FormError error={create.error} />}
        <Button type="submit" look="primary" busy={create.isPending} className="justify-self-start">
          {t("hooks.create")}
        </Button>
      </form>
    </Dialog>
  );
}

function TryIt({ url, secret }: { url: string; secret: string }) {
  const { t } = useI18n();
  const known = useQueryClient().getQueryData(productsQuery.queryKey)?.pages[0]?.data[0]?.reference;
  // An event of its own each time, or the second one would be taken for the first.
  const [eventId] = useState(() => `try-${crypto.randomUUID().slice(0, 8)}`);
  const command = signedCurl({ url, secret, product: known ?? "trend-monthly", eventId });
  return (
    <details>
      <summary className="w-fit cursor-pointer rounded text-[0.8125rem] font-medium text-accent">
        {t("hooks.try")}
      </summary>
      <p className="my-2 text-xs text-muted">{t("hooks.try.body")}</p>
      <CodeBlock label={t("hooks.try")}>{command}</CodeBlock>
      <CopyButton text={command} size="small" className="mt-2" />
    </details>
  );
}
