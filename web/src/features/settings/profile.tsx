import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { toast } from "sonner";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import { adopt } from "@/api/user";
import { setTheme, THEMES, useTheme } from "@/app/theme";
import { useUser } from "@/app/use-user";
import { LANGUAGES, translate, useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Field, Input, Select } from "@/ui/field";
import { Segmented } from "@/ui/segmented";
import { FormError } from "@/ui/states";
import { TimezoneSelect } from "./timezone-select";

export function ProfileSettings() {
  const { t } = useI18n();
  const user = useUser();
  const queryClient = useQueryClient();
  const { theme } = useTheme();
  const save = useMutation({
    mutationFn: (form: FormData) =>
      unwrap(
        api.PUT("/api/account/profile", {
          body: {
            display_name: String(form.get("display_name")).trim(),
            timezone: String(form.get("timezone")),
            language: String(form.get("language")),
          },
        }),
      ),
    onSuccess: async (profile) => {
      await adopt(queryClient, profile);
      toast.success(translate("state.saved"));
    },
  });
  const errors = save.error ? asProblem(save.error).fields : {};
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(new FormData(event.currentTarget));
  };
  const { name, monthly_signals: limit } = user.plan;

  return (
    <>
      <Card title={t("profile.title")}>
        <form key={JSON.stringify(user)} onSubmit={submit} className="grid max-w-xl gap-4">
          <Field label={t("profile.email")}>
            <Input value={user.email} readOnly className="bg-sunken" />
          </Field>
          <Field label={t("profile.name")} error={errors.display_name}>
            <Input name="display_name" defaultValue={user.display_name} maxLength={100} autoComplete="name" />
          </Field>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label={t("profile.timezone")} hint={t("profile.timezone.hint")} error={errors.timezone}>
              <TimezoneSelect name="timezone" defaultValue={user.timezone} />
            </Field>
            <Field label={t("language.label")} error={errors.language}>
              <Select name="language" defaultValue={user.language}>
                {LANGUAGES.map((language) => (
                  <option key={language} value={language} lang={language}>
                    {t(`language.${language}`)}
                  </option>
                ))}
              </Select>
            </Field>
          </div>
          <p className="text-[0.8125rem] text-muted">
            {t("profile.plan")}:{" "}
            <span className="font-medium text-ink">
              {limit === null ? t("profile.plan.unlimited", { name }) : t("profile.plan.limit", { name, count: limit })}
            </span>
          </p>
          <FormError error={save.error} />
          <Button type="submit" look="primary" busy={save.isPending} className="justify-self-start">
            {t("action.save")}
          </Button>
        </form>
      </Card>
      <Card title={t("profile.appearance")}>
        <Segmented
          label={t("theme.label")}
          value={theme}
          onChange={setTheme}
          options={THEMES.map((value) => ({ value, label: t(`theme.${value}`) }))}
        />
      </Card>
    </>
  );
}
