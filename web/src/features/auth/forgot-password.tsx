import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { MailCheck } from "lucide-react";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useI18n } from "@/i18n";
import { useTitle } from "@/lib/use-title";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/states";
import { AuthForm, EmailField, linkLook } from "./form";

export function ForgotPassword() {
  const { t } = useI18n();
  useTitle(t("auth.forgot.title"));
  const ask = useMutation({
    mutationFn: async (form: FormData) => {
      const email = String(form.get("email"));
      await unwrap(api.POST("/api/auth/password/forgot", { body: { email } }));
      return email;
    },
  });
  const errors = ask.error ? asProblem(ask.error).fields : {};
  if (ask.isSuccess) {
    return (
      <div role="status">
        <EmptyState
          wholePage
          icon={<MailCheck aria-hidden />}
          title={t("auth.forgot.sent.title")}
          body={t("auth.forgot.sent.body", { email: ask.data })}
        >
          <Button asChild>
            <Link to="/sign-in">{t("auth.forgot.back")}</Link>
          </Button>
        </EmptyState>
      </div>
    );
  }
  return (
    <AuthForm
      title={t("auth.forgot.title")}
      intro={t("auth.forgot.body")}
      submit={t("auth.forgot.submit")}
      busy={ask.isPending}
      error={ask.error}
      onSubmit={ask.mutate}
      footer={
        <Link to="/sign-in" className={linkLook}>
          {t("auth.forgot.back")}
        </Link>
      }
    >
      <EmailField error={errors.email} />
    </AuthForm>
  );
}
