import type { FormEvent } from "react";
import { asProblem } from "@/api/problem";
import { useUpdateConfig } from "@/features/alerts/api";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Field, Input } from "@/ui/field";
import { FormError } from "@/ui/states";

/** The secret that alerts must carry in their body: set, replaced, removed, never shown. */
export function SecretForm({ isSet }: { isSet: boolean }) {
  const { t } = useI18n();
  const save = useUpdateConfig(() => t("rules.secret.saved"));
  const clear = useUpdateConfig(() => t("rules.secret.cleared"));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const element = event.currentTarget;
    const secret = String(new FormData(element).get("secret"));
    save.mutate({ body_secret: secret }, { onSuccess: () => element.reset() });
  };
  return (
    <form onSubmit={submit} className="grid gap-3 border-t border-line pt-5">
      <Field
        label={t("rules.secret")}
        hint={`${t(isSet ? "rules.secret.set" : "rules.secret.unset")} ${t("rules.secret.hint")}`}
        error={save.error ? asProblem(save.error).fields.body_secret : undefined}
      >
        <Input
          name="secret"
          type="password"
          required
          autoComplete="off"
          minLength={8}
          maxLength={128}
          className="font-mono"
        />
      </Field>
      <FormError error={save.error ?? clear.error} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" busy={save.isPending}>
          {t(isSet ? "rules.secret.replace" : "rules.secret.save")}
        </Button>
        {isSet && (
          <Button look="danger" busy={clear.isPending} onClick={() => clear.mutate({ body_secret: null })}>
            {t("rules.secret.clear")}
          </Button>
        )}
      </div>
    </form>
  );
}
