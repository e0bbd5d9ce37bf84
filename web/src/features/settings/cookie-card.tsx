import type { FormEvent } from "react";
import { asProblem } from "@/api/problem";
import type { Config } from "@/api/types";
import { useUpdateConfig } from "@/features/alerts/api";
import { useI18n } from "@/i18n";
import { Badge, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { FormError } from "@/ui/states";
import { CookieFields } from "./cookie-fields";

type Cookies = Config["cookies"];

function stateOf(cookies: Cookies): {
  label: "cookies.unset" | "cookies.valid" | "cookies.invalid" | "cookies.unchecked";
  tone: Tone;
} {
  if (!cookies.set) return { label: "cookies.unset", tone: "neutral" };
  if (cookies.valid === null) return { label: "cookies.unchecked", tone: "info" };
  return cookies.valid ? { label: "cookies.valid", tone: "gain" } : { label: "cookies.invalid", tone: "loss" };
}

/** The TradingView cookies: written, never read. */
export function CookieCard({ cookies }: { cookies: Cookies }) {
  const { t, format } = useI18n();
  const save = useUpdateConfig(() => t("cookies.saved"));
  const clear = useUpdateConfig(() => t("cookies.cleared"));
  const errors = save.error ? asProblem(save.error).fields : {};
  const { label, tone } = stateOf(cookies);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    save.mutate(
      {
        tv_sessionid_plain: String(form.get("sessionid")).trim(),
        tv_sessionid_sign_plain: String(form.get("sessionid_sign")).trim(),
      },
      { onSuccess: () => element.reset() },
    );
  };

  return (
    <Card
      title={t("cookies.title")}
      description={t("cookies.body")}
      actions={
        <Badge tone={tone} role="status">
          {t(label)}
        </Badge>
      }
    >
      <form onSubmit={submit} className="grid max-w-xl gap-4">
        {cookies.set_at && (
          <p className="text-[0.8125rem] text-muted">
            {t("cookies.setAt", { when: format.instant(cookies.set_at) })}
            {cookies.checked_at && ` · ${t("cookies.checkedAt", { when: format.relative(cookies.checked_at) })}`}
          </p>
        )}
        <CookieFields
          errors={{ sessionid: errors.tv_sessionid_plain, sessionid_sign: errors.tv_sessionid_sign_plain }}
        />
        <FormError error={save.error ?? clear.error} />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="primary" busy={save.isPending}>
            {t("cookies.save")}
          </Button>
          {cookies.set && (
            <Button
              look="danger"
              busy={clear.isPending}
              onClick={() => clear.mutate({ tv_sessionid_plain: null, tv_sessionid_sign_plain: null })}
            >
              {t("cookies.clear")}
            </Button>
          )}
        </div>
      </form>
    </Card>
  );
}
