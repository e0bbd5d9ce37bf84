import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Link2Off } from "lucide-react";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import { leave } from "@/api/user";
import { useI18n } from "@/i18n";
import { useTitle } from "@/lib/use-title";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/states";
import { AuthForm, PasswordField } from "./form";

/** The token of the link, from its fragment or its query. */
function tokenOfLink(): string | null {
  const fragment = new URLSearchParams(location.hash.slice(1));
  return fragment.get("token") ?? new URLSearchParams(location.search).get("token");
}

export function ResetPassword() {
  const { t } = useI18n();
  useTitle(t("auth.reset.title"));
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [token] = useState(tokenOfLink);

  // The token is a secret: it does not stay in the address bar and the history.
  useEffect(() => history.replaceState(history.state, "", location.pathname), []);

  const reset = useMutation({
    mutationFn: (form: FormData) =>
      unwrap(
        api.POST("/api/auth/password/reset", {
          body: { token: token ?? "", password: String(form.get("password")) },
        }),
      ),
    onSuccess: async () => {
      leave(queryClient);
      toast.success(t("auth.reset.done"));
      await navigate({ to: "/sign-in" });
    },
  });

  if (!token) {
    return (
      <EmptyState
        wholePage
        icon={<Link2Off aria-hidden />}
        title={t("auth.reset.title")}
        body={t("auth.reset.noToken")}
      >
        <Button asChild>
          <Link to="/forgot-password">{t("auth.forgot.submit")}</Link>
        </Button>
      </EmptyState>
    );
  }
  const errors = reset.error ? asProblem(reset.error).fields : {};
  return (
    <AuthForm
      title={t("auth.reset.title")}
      intro={t("auth.reset.body")}
      submit={t("auth.reset.submit")}
      busy={reset.isPending}
      error={reset.error}
      onSubmit={reset.mutate}
    >
      <PasswordField
        autoComplete="new-password"
        label={t("security.password.new")}
        hint={t("auth.password.hint")}
        error={errors.password}
      />
    </AuthForm>
  );
}
