import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import { leave } from "@/api/user";
import { toastProblem } from "@/app/toasts";
import { PasswordField } from "@/features/auth/form";
import { useI18n } from "@/i18n";
import { saveFile } from "@/lib/save-file";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Dialog } from "@/ui/dialog";
import { FormError } from "@/ui/states";

/** Taking one's data along, and taking it away. */
export function DataSettings() {
  const { t } = useI18n();
  const [deleting, setDeleting] = useState(false);
  const save = useMutation({
    mutationFn: () => unwrap(api.GET("/api/account/export", { parseAs: "blob" })),
    onSuccess: (data) => {
      const day = new Date().toISOString().slice(0, 10);
      saveFile(data as unknown as Blob, `pinewire-export-${day}.json`);
    },
    onError: toastProblem,
  });
  return (
    <>
      <Card title={t("data.export.title")} description={t("data.export.body")}>
        <Button busy={save.isPending} onClick={() => save.mutate()}>
          <Download aria-hidden />
          {t("data.export.submit")}
        </Button>
      </Card>
      <Card title={t("data.delete.title")} description={t("data.delete.body")}>
        <Button look="danger" onClick={() => setDeleting(true)}>
          {t("data.delete.submit")}
        </Button>
        <Dialog
          open={deleting}
          onOpenChange={setDeleting}
          title={t("data.delete.title")}
          description={t("data.delete.body")}
        >
          <DeleteForm />
        </Dialog>
      </Card>
    </>
  );
}

function DeleteForm() {
  const { t } = useI18n();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: (password: string) => unwrap(api.DELETE("/api/account", { body: { password } })),
    onSuccess: async () => {
      leave(queryClient);
      toast.success(t("data.delete.done"));
      await navigate({ to: "/sign-up" });
    },
  });
  const problem = remove.error && asProblem(remove.error);
  const wrong = problem?.code === "invalid_credentials";
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    remove.mutate(String(new FormData(event.currentTarget).get("password")));
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <PasswordField
        autoComplete="current-password"
        hint={t("data.delete.confirm")}
        error={wrong ? t("security.password.wrong") : problem?.fields.password}
      />
      {!wrong && <FormError error={remove.error} />}
      <Button type="submit" look="danger" busy={remove.isPending} className="justify-self-start">
        {t("data.delete.submit")}
      </Button>
    </form>
  );
}
