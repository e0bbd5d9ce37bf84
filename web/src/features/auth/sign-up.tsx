import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import { enter } from "@/api/user";
import { browserTimezone, useI18n } from "@/i18n";
import { useTitle } from "@/lib/use-title";
import { Field, Input } from "@/ui/field";
import { AuthForm, EmailField, linkLook, PasswordField } from "./form";

export function SignUp() {
  const { t, language } = useI18n();
  useTitle(t("auth.signUp.title"));
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const signUp = useMutation({
    mutationFn: (form: FormData) => {
      const name = String(form.get("display_name") ?? "").trim();
      return unwrap(
        api.POST("/api/auth/signup", {
          body: {
            email: String(form.get("email")),
            password: String(form.get("password")),
            ...(name === "" ? {} : { display_name: name }),
            timezone: browserTimezone(),
            language,
            transport: "cookie",
          },
        }),
      );
    },
    onSuccess: async (session) => {
      await enter(queryClient, session);
      await navigate({ to: "/welcome" });
    },
  });
  const errors = signUp.error ? asProblem(signUp.error).fields : {};
  return (
    <AuthForm
      title={t("auth.signUp.title")}
      submit={t("auth.signUp.submit")}
      busy={signUp.isPending}
      error={signUp.error}
      onSubmit={signUp.mutate}
      footer={
        <>
          {t("auth.signUp.have")}{" "}
          <Link to="/sign-in" className={linkLook}>
            {t("auth.signIn.title")}
          </Link>
        </>
      }
    >
      <Field label={t("auth.name")} hint={t("auth.name.hint")} error={errors.display_name}>
        <Input name="display_name" autoComplete="name" maxLength={100} className="h-10" />
      </Field>
      <EmailField error={errors.email} />
      <PasswordField autoComplete="new-password" hint={t("auth.password.hint")} error={errors.password} />
    </AuthForm>
  );
}
