import { CalendarClock, Infinity as Endless, Plus, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { asProblem } from "@/api/problem";
import type { GrantDetail } from "@/api/types";
import { toastProblem } from "@/app/toasts";
import { useI18n } from "@/i18n";
import { endOfDay } from "@/lib/zoned";
import { Button } from "@/ui/button";
import { Confirm, Dialog } from "@/ui/dialog";
import { Field, Input } from "@/ui/field";
import { FormError } from "@/ui/states";
import { type Change, useChangeGrant } from "./api";
import { durationOf, termOf } from "./term";
import { TermField } from "./term-field";

type Action = Change["kind"];

/** What can be done with one grant: more time, another end, no end, the end. */
export function GrantActions({ grant }: { grant: GrantDetail }) {
  const { t } = useI18n();
  const [asked, setAsked] = useState<Action | null>(null);
  const change = useChangeGrant(grant.id);
  const close = () => {
    setAsked(null);
    change.reset();
  };
  const confirm = (wanted: Change) => change.mutate(wanted, { onError: toastProblem, onSettled: close });
  const ends = grant.has_access || grant.status === "pending";
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Button size="small" look="primary" onClick={() => setAsked("extend")}>
          <Plus aria-hidden />
          {t("grant.extend")}
        </Button>
        <Button size="small" onClick={() => setAsked("replace")}>
          <CalendarClock aria-hidden />
          {t("grant.replace")}
        </Button>
        {grant.expires_at !== "lifetime" && (
          <Button size="small" onClick={() => setAsked("lifetime")}>
            <Endless aria-hidden />
            {t("grant.lifetime")}
          </Button>
        )}
        {ends && (
          <Button size="small" look="danger" onClick={() => setAsked("revoke")}>
            <Trash2 aria-hidden />
            {t("grant.revoke")}
          </Button>
        )}
      </div>
      {asked === "extend" && <Extend change={change} onClose={close} />}
      {asked === "replace" && <Replace change={change} onClose={close} />}
      <Confirm
        open={asked === "lifetime"}
        onOpenChange={close}
        title={t("grant.lifetime.title", { username: grant.username })}
        body={t("grant.lifetime.body")}
        confirm={t("grant.lifetime.submit")}
        busy={change.isPending}
        onConfirm={() => confirm({ kind: "lifetime" })}
      />
      <Confirm
        open={asked === "revoke"}
        onOpenChange={close}
        title={t("grant.revoke.title", { username: grant.username })}
        body={t("grant.revoke.body", { script: grant.script.title })}
        confirm={t("grant.revoke")}
        danger
        busy={change.isPending}
        onConfirm={() => confirm({ kind: "revoke" })}
      />
    </>
  );
}

interface AskProps {
  change: ReturnType<typeof useChangeGrant>;
  onClose: () => void;
}

function Extend({ change, onClose }: AskProps) {
  const { t } = useI18n();
  const [term, setTerm] = useState(termOf("30D"));
  const problem = change.error ? asProblem(change.error) : null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const duration = durationOf(term);
    if (duration !== undefined) change.mutate({ kind: "extend", duration }, { onSuccess: onClose });
  };
  return (
    <Dialog open onOpenChange={onClose} title={t("grant.extend")} description={t("grant.extend.body")}>
      <form onSubmit={submit} className="grid gap-4">
        <TermField label={t("grant.extend.by")} value={term} onChange={setTerm} error={problem?.fields.duration} />
        {!problem?.fields.duration && <FormError error={change.error} />}
        <Button type="submit" look="primary" busy={change.isPending} className="justify-self-start">
          {t("grant.extend")}
        </Button>
      </form>
    </Dialog>
  );
}

function Replace({ change, onClose }: AskProps) {
  const { t, timezone } = useI18n();
  const problem = change.error ? asProblem(change.error) : null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const day = String(new FormData(event.currentTarget).get("day"));
    change.mutate({ kind: "replace", expires_at: endOfDay(day, timezone) }, { onSuccess: onClose });
  };
  return (
    <Dialog open onOpenChange={onClose} title={t("grant.replace")} description={t("grant.replace.body")}>
      <form onSubmit={submit} className="grid gap-4">
        <Field
          label={t("grant.replace.day")}
          hint={t("term.until.hint", { timezone })}
          error={problem?.fields.expires_at}
        >
          <Input type="date" name="day" required className="max-w-48" />
        </Field>
        {!problem?.fields.expires_at && <FormError error={change.error} />}
        <Button type="submit" look="primary" busy={change.isPending} className="justify-self-start">
          {t("grant.replace")}
        </Button>
      </form>
    </Dialog>
  );
}
