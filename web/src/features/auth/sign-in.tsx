import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter, useSearch } from "@tanstack/react-router";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import { enter } from "@/api/user";
import { useI18n } from "@/i18n";
import { useTitle } from "@/lib/use-title";
import { AuthForm, EmailField, linkLook, PasswordField } from "./form";

export function SignIn() {
  const { t } = useI18n();
  useTitle(t("auth.signIn.title"));
  const queryClient = useQueryClient();
  const router = useRouter();
  const { next } = useSearch({ from: "/visitor" });
  const signIn = useMutation({
    mutationFn: (form: FormData) =>
      unwrap(
        api.POST("/api/auth/login", {
          body: { email: String(form.get("email")), password: String(form.get("password")), transport: "cookie" },
        }),
      ),
    onSuccess: async (session) => {
      await enter(queryClient, session);
      await router.navigate({ href: next ?? "/signals" });
    },
  });
  const errors = signIn.error ? asProblem(signIn.error).fields : {};
  return (
    <AuthForm
      title={t("auth.signIn.title")}
      submit={t("auth.signIn.submit")}
      busy={signIn.isPending}
      error={signIn.error}
      onSubmit={signIn.mutate}
      footer={
        <>
          {t("auth.signIn.none")}{" "}
          <Link to="/sign-up" className={linkLook}>
            {t("auth.signUp.title")}
          </Link>
        </>
      }
    >
      <EmailField error={errors.email} />
      <PasswordField autoComplete="current-password" error={errors.password} />
      <p className="-mt-1 text-right text-[0.8125rem]">
        <Link to="/forgot-password" className={linkLook}>
          {t("auth.forgot.link")}
        </Link>
      </p>
    </AuthForm>
  );
}
