import { type FormEvent, useState } from "react";
import { asProblem } from "@/api/problem";
import type { Config } from "@/api/types";
import { useUpdateConfig } from "@/features/alerts/api";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Field, Input, Select } from "@/ui/field";
import { FormError } from "@/ui/states";
import { Switch } from "@/ui/switch";
import { CookieCard } from "./cookie-card";
import { TimezoneSelect } from "./timezone-select";
import { WithConfig } from "./with-config";

export const RESOLUTIONS = ["720p", "1080p", "4k"] as const;

/** How charts are captured. */
export function ChartSettings() {
  return (
    <WithConfig>
      {(config) => (
        <>
          <ScreenshotCard config={config} />
          <CookieCard cookies={config.cookies} />
        </>
      )}
    </WithConfig>
  );
}

function ScreenshotCard({ config }: { config: Config }) {
  const { t } = useI18n();
  const [enabled, setEnabled] = useState(config.screenshots_enabled);
  const save = useUpdateConfig();
  const errors = save.error ? asProblem(save.error).fields : {};
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    save.mutate({
      screenshots_enabled: enabled,
      screenshot_resolution: RESOLUTIONS.find((value) => value === form.get("resolution")) ?? "1080p",
      preferred_timezone: String(form.get("timezone")),
      default_chart_id: String(form.get("chart_id")).trim() || null,
    });
  };
  return (
    <Card title={t("charts.title")}>
      <form onSubmit={submit} className="grid max-w-xl gap-4">
        <Switch label={t("charts.enabled")} checked={enabled} onCheckedChange={setEnabled} />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("charts.resolution")} error={errors.screenshot_resolution}>
            <Select name="resolution" defaultValue={config.screenshot_resolution}>
              {RESOLUTIONS.map((value) => (
                <option key={value} value={value}>
                  {t(`charts.resolution.${value}`)}
                </option>
              ))}
            </Select>
          </Field>
          <Field label={t("charts.timezone")} error={errors.preferred_timezone}>
            <TimezoneSelect name="timezone" defaultValue={config.preferred_timezone} />
          </Field>
        </div>
        <Field label={t("charts.chartId")} hint={t("charts.chartId.hint")} error={errors.default_chart_id}>
          <Input
            name="chart_id"
            defaultValue={config.default_chart_id ?? ""}
            maxLength={200}
            spellCheck={false}
            autoCapitalize="off"
            className="font-mono text-[0.8125rem]"
          />
        </Field>
        <FormError error={save.error} />
        <Button type="submit" look="primary" busy={save.isPending} className="justify-self-start">
          {t("action.save")}
        </Button>
      </form>
    </Card>
  );
}
