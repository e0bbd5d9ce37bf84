import { type FormEvent, useState } from "react";
import { asProblem } from "@/api/problem";
import { termFields, termOf } from "@/features/grants/term";
import { GrantTermField } from "@/features/grants/term-field";
import { ScriptPicker } from "@/features/scripts/script-picker";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Field, Textarea } from "@/ui/field";
import { FormError } from "@/ui/states";
import { useStartJob } from "./api";
import { TrialChoice } from "./trial-choice";
import { MOST_PAIRS, pastedUsernames } from "./usernames";

/** Every pasted name with every chosen script. */
export function PasteForm({ onStarted }: { onStarted: (id: string) => void }) {
  const { t, timezone } = useI18n();
  const [pasted, setPasted] = useState("");
  const [scripts, setScripts] = useState<string[]>([]);
  const [term, setTerm] = useState(termOf("30D"));
  const [trial, setTrial] = useState(false);
  const [incomplete, setIncomplete] = useState(false);
  const start = useStartJob();
  const fields = start.error ? asProblem(start.error).fields : {};
  const usernames = pastedUsernames(pasted);
  const pairs = usernames.length * scripts.length;
  const [about, wrong] = Object.entries(fields)[0] ?? [];

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setIncomplete(pairs === 0);
    if (pairs === 0 || pairs > MOST_PAIRS) return;
    start.mutate(
      { usernames, scripts, ...termFields(term, timezone), ...(trial ? { trial } : {}) },
      { onSuccess: ({ id }) => onStarted(id) },
    );
  };
  return (
    <form onSubmit={submit} className="grid grid-cols-1 gap-4">
      <Field
        label={t("jobs.usernames")}
        hint={t("jobs.usernames.hint")}
        error={incomplete && usernames.length === 0 ? t("jobs.usernames.needed") : undefined}
      >
        <Textarea
          rows={6}
          value={pasted}
          onChange={(event) => setPasted(event.target.value)}
          spellCheck={false}
          autoCapitalize="off"
          className="font-mono text-[0.8125rem]"
        />
      </Field>
      <ScriptPicker
        label={t("give.scripts")}
        chosen={scripts}
        onChange={setScripts}
        error={incomplete && scripts.length === 0 ? t("give.scripts.needed") : undefined}
      />
      <GrantTermField value={term} onChange={setTerm} error={fields.duration ?? fields.expires_at} />
      <TrialChoice checked={trial} onChange={setTrial} />
      <output className="tabular text-[0.8125rem] text-muted">
        {t("jobs.pairs", { users: usernames.length, scripts: scripts.length, pairs })}
      </output>
      {pairs > MOST_PAIRS && <p className="text-[0.8125rem] text-loss">{t("jobs.pairs.many", { most: MOST_PAIRS })}</p>}
      {about !== undefined && !fields.duration && !fields.expires_at ? (
        <p role="alert" className="rounded-lg bg-loss-soft px-3 py-2 text-[0.8125rem] text-loss">
          {about}: {wrong}
        </p>
      ) : (
        about === undefined && <FormError error={start.error} />
      )}
      <Button type="submit" look="primary" busy={start.isPending} className="justify-self-start">
        {t("jobs.start")}
      </Button>
    </form>
  );
}
