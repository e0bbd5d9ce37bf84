import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { toast } from "sonner";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import type { AdminUser, Role } from "@/api/types";
import { translate, useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, Input, Select } from "@/ui/field";
import { FormError } from "@/ui/states";
import { USERS } from "./api";

const PLANS = ["free", "pro", "unlimited"] as const;
const ROLES = ["trader", "seller", "admin"] as const satisfies readonly Role[];
const STATUSES = ["active", "disabled"] as const satisfies readonly AdminUser["status"][];

function pick<const Choices extends readonly string[]>(choices: Choices, value: unknown): Choices[number] | undefined {
  return choices.find((choice) => choice === value);
}

export function EditUserDialog({ user, onClose }: { user: AdminUser; onClose: () => void }) {
  const { t } = useI18n();
  const queryClient = useQueryClient();
  const save = useMutation({
    mutationFn: (form: FormData) => {
      const quota = String(form.get("quota")).trim();
      return unwrap(
        api.PUT("/api/admin/users/{id}", {
          params: { path: { id: user.id } },
          body: {
            plan_id: pick(PLANS, form.get("plan")) ?? user.plan_id,
            role: pick(ROLES, form.get("role")) ?? user.role,
            status: pick(STATUSES, form.get("status")) ?? user.status,
            monthly_quota: quota === "" ? null : Number(quota),
          },
        }),
      );
    },
    onSuccess: async () => {
      toast.success(translate("users.saved"));
      onClose();
      await queryClient.invalidateQueries({ queryKey: USERS });
    },
  });
  const errors = save.error ? asProblem(save.error).fields : {};
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(new FormData(event.currentTarget));
  };
  return (
    <Dialog open onOpenChange={onClose} title={t("users.edit", { email: user.email })}>
      <form onSubmit={submit} className="grid gap-4">
        <div className="grid gap-4 sm:grid-cols-3">
          <Field label={t("users.role")} error={errors.role}>
            <Select name="role" defaultValue={user.role}>
              {ROLES.map((role) => (
                <option key={role} value={role}>
                  {t(`users.role.${role}`)}
                </option>
              ))}
            </Select>
          </Field>
          <Field label={t("users.plan")} error={errors.plan_id}>
            <Select name="plan" defaultValue={user.plan_id}>
              {PLANS.map((plan) => (
                <option key={plan} value={plan}>
                  {plan}
                </option>
              ))}
            </Select>
          </Field>
          <Field label={t("users.status")} error={errors.status}>
            <Select name="status" defaultValue={user.status}>
              {STATUSES.map((status) => (
                <option key={status} value={status}>
                  {t(`users.status.${status}`)}
                </option>
              ))}
            </Select>
          </Field>
        </div>
        <Field label={t("users.quota")} hint={t("users.quota.hint")} error={errors.monthly_quota}>
          <Input name="quota" type="number" min={0} defaultValue={user.monthly_quota ?? ""} />
        </Field>
        <FormError error={save.error} />
        <Button type="submit" look="primary" busy={save.isPending} className="justify-self-start">
          {t("action.save")}
        </Button>
      </form>
    </Dialog>
  );
}
