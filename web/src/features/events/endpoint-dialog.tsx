import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { asProblem } from "@/api/problem";
import type { EventEndpoint, EventType } from "@/api/types";
import { translate, useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Checkbox, Field, Input } from "@/ui/field";
import { ShownOnce } from "@/ui/shown-once";
import { FormError } from "@/ui/states";
import { Switch } from "@/ui/switch";
import { type EndpointFields, useCreateEndpoint, useUpdateEndpoint } from "./api";
import { EVENT_TYPES } from "./search";

interface EndpointDialogProps {
  endpoint: EventEndpoint | null;
  onClose: () => void;
}

/** A new endpoint, whose secret is shown once, or a change of one. */
export function EndpointDialog({ endpoint, onClose }: EndpointDialogProps) {
  return endpoint === null ? <New onClose={onClose} /> : <Edit endpoint={endpoint} onClose={onClose} />;
}

function New({ onClose }: { onClose: () => void }) {
  const { t } = useI18n();
  const create = useCreateEndpoint();
  if (create.isSuccess) {
    return (
      <Dialog open onOpenChange={onClose} title={t("events.created")} description={t("hooks.once")}>
        <div className="grid grid-cols-1 gap-4">
          <ShownOnce label={t("hooks.secret")} value={create.data.secret} look="primary" />
          <Button className="justify-self-start" onClick={onClose}>
            {t("keys.created.done")}
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog open onOpenChange={onClose} title={t("events.new")}>
      <Fields
        endpoint={null}
        busy={create.isPending}
        error={create.error}
        submit={t("events.create")}
        onSubmit={(fields) => create.mutate(fields)}
      />
    </Dialog>
  );
}

function Edit({ endpoint, onClose }: { endpoint: EventEndpoint; onClose: () => void }) {
  const { t } = useI18n();
  const save = useUpdateEndpoint(endpoint);
  const onSuccess = () => {
    toast.success(translate("state.saved"));
    onClose();
  };
  return (
    <Dialog open onOpenChange={onClose} title={t("events.edit")}>
      <Fields
        endpoint={endpoint}
        busy={save.isPending}
        error={save.error}
        submit={t("action.save")}
        onSubmit={(fields) => save.mutate(fields, { onSuccess })}
      />
    </Dialog>
  );
}

interface FieldsProps {
  endpoint: EventEndpoint | null;
  busy: boolean;
  error: unknown;
  submit: string;
  onSubmit: (fields: EndpointFields) => void;
}

function Fields({ endpoint, busy, error, submit, onSubmit }: FieldsProps) {
  const { t } = useI18n();
  const [all, setAll] = useState((endpoint?.event_types ?? null) === null);
  const [types, setTypes] = useState<readonly EventType[]>(endpoint?.event_types ?? []);
  const fields = error ? asProblem(error).fields : {};
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onSubmit({
      url: String(form.get("url")).trim(),
      description: String(form.get("description")).trim(),
      event_types: all ? null : EVENT_TYPES.filter((type) => types.includes(type)),
    });
  };
  return (
    <form onSubmit={send} className="grid grid-cols-1 gap-4">
      <Field label={t("events.url")} hint={t("events.url.hint")} error={fields.url}>
        <Input
          name="url"
          type="url"
          required
          maxLength={2000}
          defaultValue={endpoint?.url}
          placeholder="https://shop.example.com/hooks/pinewire"
          autoCapitalize="off"
          spellCheck={false}
        />
      </Field>
      <Field label={t("events.description")} error={fields.description}>
        <Input name="description" maxLength={200} defaultValue={endpoint?.description} />
      </Field>
      <Switch label={t("events.all")} hint={t("events.all.hint")} checked={all} onCheckedChange={setAll} />
      {!all && (
        <fieldset className="grid gap-2">
          <legend className="mb-1.5 text-[0.8125rem] font-medium">{t("events.types")}</legend>
          {EVENT_TYPES.map((type) => (
            // biome-ignore lint/a11y/noLabelWithoutControl: the control is the Checkbox inside
            <label key={type} className="flex flex-wrap items-center gap-x-2.5 text-sm">
              <Checkbox
                checked={types.includes(type)}
                onChange={(event) =>
                  setTypes(event.target.checked ? [...types, type] : types.filter((each) => each !== type))
                }
              />
              {t(`event.${type}`)}
              <code className="font-mono text-xs text-muted">{type}</code>
            </label>
          ))}
          {fields.event_types && <p className="text-xs font-medium text-loss">{fields.event_types}</p>}
        </fieldset>
      )}
      {Object.keys(fields).length === 0 && <FormError error={error} />}
      <Button type="submit" look="primary" busy={busy} className="justify-self-start">
        {submit}
      </Button>
    </form>
  );
}
