import { FlaskConical } from "lucide-react";
import type { FormEvent } from "react";
import { asProblem } from "@/api/problem";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Field, Input, Textarea } from "@/ui/field";
import { type TestAlert, useSendTestAlert } from "./api";

export function TestAlertCard() {
  const { t } = useI18n();
  const send = useSendTestAlert();
  const errors = send.error ? asProblem(send.error).fields : {};
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const body: TestAlert = {};
    const ticker = String(form.get("ticker") ?? "").trim();
    const message = String(form.get("message") ?? "").trim();
    if (ticker !== "") body.ticker = ticker;
    if (message !== "") body.message = message;
    send.mutate(body);
  };
  return (
    <Card title={t("alerts.test.title")} description={t("alerts.test.body")}>
      <form onSubmit={submit} className="grid gap-3">
        <Field label={t("alerts.test.ticker")} error={errors.ticker}>
          <Input
            name="ticker"
            defaultValue="BINANCE:BTCUSDT"
            maxLength={64}
            autoCapitalize="off"
            spellCheck={false}
            className="font-mono text-[0.8125rem]"
          />
        </Field>
        <Field label={t("alerts.test.message")} error={errors.message}>
          <Textarea name="message" rows={2} maxLength={500} />
        </Field>
        <Button type="submit" busy={send.isPending} className="justify-self-start">
          <FlaskConical aria-hidden />
          {t("alerts.test.submit")}
        </Button>
      </form>
    </Card>
  );
}
