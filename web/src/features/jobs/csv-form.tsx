import { type FormEvent, useState } from "react";
import { asProblem } from "@/api/problem";
import { termFields, termOf } from "@/features/grants/term";
import { GrantTermField } from "@/features/grants/term-field";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { CodeBlock } from "@/ui/copy";
import { Field, Input } from "@/ui/field";
import { FormError } from "@/ui/states";
import { useStartCsvJob } from "./api";
import { TrialChoice } from "./trial-choice";

const EXAMPLE = `username,script,duration,expires_at
TraderJane,Trend Compass,30D,
j.doe,PUB;0123456789abcdef0123456789abcdef,,2027-01-31`;

/** A file whose rows name users and scripts. */
export function CsvForm({ onStarted }: { onStarted: (id: string) => void }) {
  const { t, timezone } = useI18n();
  const [term, setTerm] = useState(termOf(null));
  const [trial, setTrial] = useState(false);
  const start = useStartCsvJob();
  const fields = start.error ? asProblem(start.error).fields : {};
  const [about, wrong] = Object.entries(fields)[0] ?? [];

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const file = new FormData(event.currentTarget).get("file");
    if (!(file instanceof File)) return;
    start.mutate(
      { csv: await file.text(), term: termFields(term, timezone), trial },
      { onSuccess: ({ id }) => onStarted(id) },
    );
  };
  return (
    <form onSubmit={submit} className="grid grid-cols-1 gap-4">
      <Field
        label={t("jobs.file")}
        hint={t("jobs.file.hint")}
        error={about === undefined ? undefined : `${about}: ${wrong}`}
      >
        <Input
          name="file"
          type="file"
          accept=".csv,text/csv"
          required
          onChange={() => start.reset()}
          className="h-auto py-1.5 file:mr-3 file:rounded-md file:border-0 file:bg-accent-soft file:px-2.5 file:py-1 file:text-accent"
        />
      </Field>
      <CodeBlock label={t("jobs.file.example")}>{EXAMPLE}</CodeBlock>
      <GrantTermField label={t("jobs.file.term")} hint={t("jobs.file.term.hint")} value={term} onChange={setTerm} />
      <TrialChoice checked={trial} onChange={setTrial} />
      {about === undefined && <FormError error={start.error} />}
      <Button type="submit" look="primary" busy={start.isPending} className="justify-self-start">
        {t("jobs.start")}
      </Button>
    </form>
  );
}
