import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { toast } from "sonner";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import { PasswordField } from "@/features/auth/form";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { FormError } from "@/ui/states";

export function PasswordCard() {
  const { t } = useI18n();
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: (body: { current_password: string; new_password: string }) =>
      unwrap(api.PUT("/api/auth/password", { body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["account-sessions"] }),
  });
  const problem = change.error && asProblem(change.error);
  const wrong = problem?.code === "invalid_credentials";
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    change.mutate(
      { current_password: String(form.get("current")), new_password: String(form.get("new")) },
      {
        onSuccess: () => {
          element.reset();
          toast.success(t("security.password.done"));
        },
      },
    );
  };
  return (
    <Card title={t("security.password.title")}>
      <form onSubmit={submit} className="grid max-w-sm gap-4">
        <PasswordField
          name="current"
          label={t("security.password.current")}
          autoComplete="current-password"
          error={wrong ? t("security.password.wrong") : problem?.fields.current_password}
        />
        <PasswordField
          name="new"
          label={t("security.password.new")}
          hint={t("auth.password.hint")}
          autoComplete="new-password"
          error={problem?.fields.new_password}
        />
        {!wrong && <FormError error={change.error} />}
        <Button type="submit" look="primary" busy={change.isPending} className="justify-self-start">
          {t("security.password.submit")}
        </Button>
      </form>
    </Card>
  );
}
