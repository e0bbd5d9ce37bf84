import { type FormEvent, useRef } from "react";
import { asProblem } from "@/api/problem";
import type { TradingViewAccount } from "@/api/types";
import { CookieFields } from "@/features/settings/cookie-fields";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Notice } from "@/ui/notice";
import { FormError } from "@/ui/states";
import { type Cookies, useConnect, useTestCookies } from "./api";
import type { ConnectProps } from "./connect-form";
import { Consent } from "./consent";

/** Connects by cookies, in two steps: see whose they are, then agree and connect. */
export function CookieForm({ consent, onDone, onCancel }: ConnectProps) {
  const { t } = useI18n();
  const form = useRef<HTMLFormElement>(null);
  const test = useTestCookies();
  const connect = useConnect();
  const error = connect.error ?? test.error;
  const { sessionid, sessionid_sign } = error ? asProblem(error).fields : {};

  const cookies = (): Cookies => {
    const data = new FormData(form.current ?? undefined);
    return {
      sessionid: String(data.get("sessionid")).trim(),
      sessionid_sign: String(data.get("sessionid_sign")).trim(),
    };
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!test.isSuccess) return test.mutate(cookies());
    connect.mutate({ ...cookies(), consent: consent.version }, { onSuccess: onDone });
  };
  // Other cookies may be somebody else's.
  const forget = () => {
    test.reset();
    connect.reset();
  };

  return (
    <form ref={form} onSubmit={submit} className="grid grid-cols-1 gap-4">
      <CookieFields errors={{ sessionid, sessionid_sign }} onInput={forget} />
      <Notice tone="info">{t("connect.cookies.tip")}</Notice>
      {test.isSuccess && <Whose account={test.data} />}
      {test.isSuccess && <Consent consent={consent} />}
      <FormError error={error} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" busy={test.isPending || connect.isPending}>
          {t(test.isSuccess ? "connect.submit" : "connect.test")}
        </Button>
        {onCancel && <Button onClick={onCancel}>{t("action.cancel")}</Button>}
      </div>
    </form>
  );
}

function Whose({ account }: { account: TradingViewAccount }) {
  const { t } = useI18n();
  return (
    <Notice tone="gain" role="status">
      {t("connect.test.ok", { username: account.username })}{" "}
      {account.plan && t("connect.test.plan", { plan: account.plan })}
    </Notice>
  );
}
