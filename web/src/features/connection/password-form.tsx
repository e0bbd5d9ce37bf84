import type { FormEvent } from "react";
import { asProblem } from "@/api/problem";
import { PasswordField } from "@/features/auth/form";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Field, Input } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { FormError } from "@/ui/states";
import { useConnect } from "./api";
import type { ConnectProps } from "./connect-form";
import { Consent } from "./consent";

/** Connects by name and password. Where TradingView wants a code it is asked for; a captcha only a person can solve. */
export function PasswordForm({ consent, onDone, onCancel, onUseCookies }: ConnectProps & { onUseCookies: () => void }) {
  const { t } = useI18n();
  const connect = useConnect();
  const problem = connect.error ? asProblem(connect.error) : null;
  const errors = problem?.fields ?? {};
  const code = connect.variables && "two_factor_code" in connect.variables && connect.variables.two_factor_code;
  const wantsCode = problem?.code === "two_factor_required" || (problem !== null && Boolean(code));

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const two_factor_code = String(data.get("code") ?? "").trim();
    connect.mutate(
      {
        username: String(data.get("username")).trim(),
        password: String(data.get("password")),
        ...(two_factor_code === "" ? {} : { two_factor_code }),
        consent: consent.version,
      },
      { onSuccess: onDone },
    );
  };

  return (
    <form onSubmit={submit} className="grid grid-cols-1 gap-4">
      <p className="text-[0.8125rem] text-muted">{t("connect.password.body")}</p>
      <Field label={t("connect.username")} error={errors.username}>
        <Input name="username" required autoComplete="off" autoCapitalize="off" spellCheck={false} maxLength={256} />
      </Field>
      <PasswordField label={t("connect.password")} autoComplete="current-password" error={errors.password} />
      {wantsCode && (
        <Field label={t("connect.code")} hint={t("connect.code.hint")} error={errors.two_factor_code}>
          <Input
            name="code"
            required
            autoFocus
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={12}
            className="max-w-40 font-mono"
          />
        </Field>
      )}
      <Consent consent={consent} />
      {problem?.code === "captcha_required" ? (
        <Notice tone="warn" role="alert">
          <p>{t("connect.captcha")}</p>
          <Button size="small" className="mt-2" onClick={onUseCookies}>
            {t("connect.captcha.action")}
          </Button>
        </Notice>
      ) : (
        problem?.code !== "two_factor_required" && <FormError error={connect.error} />
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" busy={connect.isPending}>
          {t("connect.submit")}
        </Button>
        {onCancel && <Button onClick={onCancel}>{t("action.cancel")}</Button>}
      </div>
    </form>
  );
}
