import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import type { Scope } from "@/api/types";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { CopyButton } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { Checkbox, Field, Input, Select } from "@/ui/field";
import { FormError } from "@/ui/states";
import { keysQuery } from "./keys-query";

const SCOPES = [
  "signals:read",
  "signals:write",
  "config:read",
  "config:write",
  "stats:read",
  "access:read",
  "access:write",
  "trading:read",
  "trading:write",
] as const satisfies readonly Scope[];
const LIFETIMES_DAYS = [30, 90, 365] as const;
const DAY_MS = 86_400_000;

interface NewKeyDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Asks what a new key may do, makes it, and shows it once. */
export function NewKeyDialog({ open, onOpenChange }: NewKeyDialogProps) {
  const { t } = useI18n();
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: (form: FormData) => {
      const days = Number(form.get("days"));
      const body = {
        name: String(form.get("name")).trim(),
        scopes: SCOPES.filter((scope) => form.getAll("scopes").includes(scope)),
        expires_at: days > 0 ? new Date(Date.now() + days * DAY_MS).toISOString() : null,
      };
      return unwrap(api.POST("/api/account/api-keys", { body }));
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keysQuery.queryKey }),
  });
  const close = () => {
    onOpenChange(false);
    create.reset();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    create.mutate(new FormData(event.currentTarget));
  };
  const errors = create.error ? asProblem(create.error).fields : {};

  if (create.isSuccess) {
    return (
      <Dialog open={open} onOpenChange={close} title={t("keys.created.title")} description={t("keys.created.body")}>
        <output
          aria-label={t("keys.created.title")}
          className="block rounded-lg border border-line bg-sunken px-3 py-2 font-mono text-xs break-all"
        >
          {create.data.key}
        </output>
        <div className="mt-4 flex flex-wrap gap-2">
          <CopyButton text={create.data.key} look="primary" />
          <Button onClick={close}>{t("keys.created.done")}</Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog open={open} onOpenChange={close} title={t("keys.new")}>
      <form onSubmit={submit} className="grid gap-4">
        <Field label={t("keys.name")} hint={t("keys.name.hint")} error={errors.name}>
          <Input name="name" required maxLength={100} />
        </Field>
        <fieldset className="grid gap-2">
          <legend className="mb-1.5 text-[0.8125rem] font-medium">{t("keys.scopes")}</legend>
          {SCOPES.map((scope) => (
            // biome-ignore lint/a11y/noLabelWithoutControl: the control is the Checkbox inside
            <label key={scope} className="flex items-center gap-2.5 text-sm">
              <Checkbox name="scopes" value={scope} defaultChecked={scope.endsWith(":read")} />
              {t(`scope.${scope}`)}
              <code className="font-mono text-xs text-muted">{scope}</code>
            </label>
          ))}
          {errors.scopes && <p className="text-xs font-medium text-loss">{errors.scopes}</p>}
        </fieldset>
        <Field label={t("keys.expires")} error={errors.expires_at}>
          <Select name="days" defaultValue={90}>
            {LIFETIMES_DAYS.map((days) => (
              <option key={days} value={days}>
                {t("keys.expires.days", { count: days })}
              </option>
            ))}
            <option value={0}>{t("keys.expires.never")}</option>
          </Select>
        </Field>
        <FormError error={create.error} />
        <Button type="submit" look="primary" busy={create.isPending} className="justify-self-start">
          {t("keys.create")}
        </Button>
      </form>
    </Dialog>
  );
}
