import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { asProblem } from "@/api/problem";
import { useStartJob } from "@/features/jobs/api";
import { TrialChoice } from "@/features/jobs/trial-choice";
import { ScriptPicker } from "@/features/scripts/script-picker";
import { translate, useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { FormError } from "@/ui/states";
import { useGive } from "./api";
import { termFields, termOf } from "./term";
import { GrantTermField } from "./term-field";
import { UsernameField } from "./username-field";

/** Asks who gets which scripts for how long. One script is given at once, several as a job. */
export function GiveDialog({ onClose }: { onClose: () => void }) {
  const { t, timezone } = useI18n();
  const navigate = useNavigate();
  const [username, setUsername] = useState("");
  const [scripts, setScripts] = useState<string[]>([]);
  const [term, setTerm] = useState(termOf("30D"));
  const [trial, setTrial] = useState(false);
  const [noScript, setNoScript] = useState(false);
  const give = useGive();
  const start = useStartJob();
  const error = give.error ?? start.error;
  const fields = error ? asProblem(error).fields : {};

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const [script_id, ...others] = scripts;
    setNoScript(script_id === undefined);
    if (script_id === undefined) return;
    const wanted = { ...termFields(term, timezone), ...(trial ? { trial } : {}) };
    const name = username.trim();
    if (others.length === 0) {
      give.mutate(
        { username: name, script_id, ...wanted },
        {
          onSuccess: (grant) => {
            toast.success(translate("give.asked", { username: grant.username, script: grant.script.title }));
            onClose();
            void navigate({ to: "/access/grants/$grantId", params: { grantId: grant.id }, search: true });
          },
        },
      );
    } else {
      start.mutate(
        { usernames: [name], scripts, ...wanted },
        { onSuccess: ({ id }) => void navigate({ to: "/access/jobs/$jobId", params: { jobId: id } }) },
      );
    }
  };

  return (
    <Dialog open onOpenChange={onClose} title={t("give.title")}>
      <form onSubmit={submit} className="grid grid-cols-1 gap-4">
        <UsernameField
          value={username}
          onChange={(name) => {
            setUsername(name);
            give.reset();
            start.reset();
          }}
          error={fields.username ?? fields["usernames[0]"]}
        />
        <ScriptPicker
          label={t("give.scripts")}
          chosen={scripts}
          onChange={setScripts}
          error={fields.script_id ?? (noScript && scripts.length === 0 ? t("give.scripts.needed") : undefined)}
        />
        <GrantTermField value={term} onChange={setTerm} error={fields.duration ?? fields.expires_at} />
        <TrialChoice checked={trial} onChange={setTrial} />
        {Object.keys(fields).length === 0 && <FormError error={error} />}
        <Button type="submit" look="primary" busy={give.isPending || start.isPending} className="justify-self-start">
          {t("give.submit")}
        </Button>
      </form>
    </Dialog>
  );
}
