import { type FormEvent, useState } from "react";
import { asProblem } from "@/api/problem";
import type { Config } from "@/api/types";
import { useUpdateConfig } from "@/features/alerts/api";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Field, Input, Select, Textarea } from "@/ui/field";
import { FormError } from "@/ui/states";
import { Switch } from "@/ui/switch";
import { SecretForm } from "./secret-form";
import { symbolLines } from "./symbol-lines";
import { WithConfig } from "./with-config";

const MODES = ["strict", "soft"] as const;

/** Who may send alerts, and which of them become signals. */
export function RuleSettings() {
  return (
    <WithConfig>
      {(config) => (
        <>
          <SenderCard config={config} />
          <AcceptCard config={config} />
        </>
      )}
    </WithConfig>
  );
}

function SenderCard({ config }: { config: Config }) {
  const { t } = useI18n();
  const save = useUpdateConfig();
  return (
    <Card title={t("rules.title")}>
      <div className="grid max-w-xl gap-5">
        <Switch
          label={t("rules.ip")}
          hint={t("rules.ip.hint")}
          checked={config.require_tradingview_ip}
          disabled={save.isPending}
          onCheckedChange={(on) => save.mutate({ require_tradingview_ip: on })}
        />
        <FormError error={save.error} />
        <SecretForm isSet={config.body_secret_set} />
      </div>
    </Card>
  );
}

/** An empty field is null, anything else a number for the server to judge. */
function optionalNumber(value: FormDataEntryValue | null): number | null {
  const text = String(value ?? "").trim();
  return text === "" ? null : Number(text);
}

function AcceptCard({ config }: { config: Config }) {
  const { t } = useI18n();
  const save = useUpdateConfig();
  const [mode, setMode] = useState(config.quota_mode);
  const errors = save.error ? asProblem(save.error).fields : {};
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    save.mutate({
      max_age_seconds: optionalNumber(form.get("max_age")),
      allowed_symbols: symbolLines(String(form.get("symbols"))),
      dedupe_window_seconds: Number(form.get("dedupe")),
      quota_mode: mode,
      retention_days: Number(form.get("retention")),
    });
  };
  return (
    <Card title={t("rules.what.title")}>
      <form onSubmit={submit} className="grid max-w-xl gap-4">
        <Field label={t("rules.symbols")} hint={t("rules.symbols.hint")} error={errors.allowed_symbols}>
          <Textarea
            name="symbols"
            rows={4}
            defaultValue={config.allowed_symbols?.join("\n") ?? ""}
            spellCheck={false}
            autoCapitalize="off"
            className="font-mono text-[0.8125rem]"
          />
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("rules.maxAge")} hint={t("rules.maxAge.hint")} error={errors.max_age_seconds}>
            <Input name="max_age" type="number" min={1} max={604_800} defaultValue={config.max_age_seconds ?? ""} />
          </Field>
          <Field label={t("rules.dedupe")} hint={t("rules.dedupe.hint")} error={errors.dedupe_window_seconds}>
            <Input
              name="dedupe"
              type="number"
              min={0}
              max={86_400}
              required
              defaultValue={config.dedupe_window_seconds}
            />
          </Field>
          <Field label={t("rules.quotaMode")} error={errors.quota_mode}>
            <Select
              value={mode}
              onChange={(event) => setMode(MODES.find((value) => value === event.target.value) ?? mode)}
            >
              {MODES.map((value) => (
                <option key={value} value={value}>
                  {t(`rules.quotaMode.${value}`)}
                </option>
              ))}
            </Select>
          </Field>
          <Field label={t("rules.retention")} hint={t("rules.retention.hint")} error={errors.retention_days}>
            <Input name="retention" type="number" min={1} max={3650} required defaultValue={config.retention_days} />
          </Field>
        </div>
        <FormError error={save.error} />
        <Button type="submit" look="primary" busy={save.isPending} className="justify-self-start">
          {t("action.save")}
        </Button>
      </form>
    </Card>
  );
}
