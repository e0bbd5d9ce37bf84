import type { FormEvent } from "react";
import { asProblem } from "@/api/problem";
import type { BuyerPurchase } from "@/api/types";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Field, Input } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { FormError } from "@/ui/states";
import { useSayUsername } from "./api";

interface StandingProps {
  purchase: BuyerPurchase;
  link: string;
}

/** Where the purchase stands, and what its buyer can do about it. */
export function Standing({ purchase, link }: StandingProps) {
  const { t } = useI18n();
  const username = purchase.username ?? "";
  if (purchase.needs_username) return <UsernameForm purchase={purchase} link={link} />;
  const [tone, state] = lookOf(purchase.status);
  return (
    <Notice tone={tone} role="status" className="mt-5">
      <p className="font-semibold">{t(`buyer.${state}.title`)}</p>
      <p className="mt-0.5">
        {state === "working" || state === "done" ? t(`buyer.${state}.body`, { username }) : t(`buyer.${state}.body`)}
      </p>
    </Notice>
  );
}

function lookOf(status: string) {
  switch (status) {
    case "completed":
      return ["gain", "done"] as const;
    case "failed":
      return ["loss", "failed"] as const;
    case "waiting_product":
      return ["info", "waiting"] as const;
    case "ignored":
      return ["info", "ignored"] as const;
    default:
      return ["info", "working"] as const;
  }
}

function UsernameForm({ purchase, link }: StandingProps) {
  const { t } = useI18n();
  const say = useSayUsername(link);
  const problem = say.error ? asProblem(say.error) : null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    say.mutate(String(new FormData(event.currentTarget).get("username")).trim());
  };
  const wrong = purchase.is_username_unknown && purchase.username !== null;
  return (
    <form onSubmit={submit} className="mt-6 grid gap-4 border-t border-line pt-5">
      <div>
        <h2 className="font-semibold">{t("buyer.ask.title")}</h2>
        {wrong ? (
          <Notice tone="warn" className="mt-2">
            {t("buyer.ask.wrong", { username: purchase.username ?? "" })}
          </Notice>
        ) : (
          <p className="mt-0.5 text-sm text-muted">{t("buyer.ask.body")}</p>
        )}
      </div>
      <Field label={t("buyer.username")} hint={t("buyer.username.hint")} error={problem?.fields.username}>
        <Input
          name="username"
          required
          maxLength={256}
          defaultValue={purchase.username ?? ""}
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          className="h-10"
        />
      </Field>
      {problem?.status === 409 ? (
        <Notice tone="info" role="alert">
          {t("buyer.used")}
        </Notice>
      ) : (
        !problem?.fields.username && <FormError error={say.error} />
      )}
      <Button type="submit" look="primary" busy={say.isPending} className="h-10">
        {t("buyer.submit")}
      </Button>
    </form>
  );
}
