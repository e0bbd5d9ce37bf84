import { type FormEvent, useState } from "react";
import type { EventEndpoint } from "@/api/types";
import { toastProblem } from "@/app/toasts";
import { useI18n } from "@/i18n";
import { wordOf } from "@/i18n/words";
import { startOfDay } from "@/lib/zoned";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Confirm, Dialog } from "@/ui/dialog";
import { Checkbox, Field, Input } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { ShownOnce } from "@/ui/shown-once";
import { useDeleteEndpoint, useRenewSecret, useReplaySince, useTestEndpoint, useUpdateEndpoint } from "./api";

/** One endpoint: how it does, and what can be done with it. */
export function EndpointItem({ endpoint, onEdit }: { endpoint: EventEndpoint; onEdit: () => void }) {
  const { t, format } = useI18n();
  const [asked, setAsked] = useState<"secret" | "delete" | "replay" | null>(null);
  const close = () => setAsked(null);
  const update = useUpdateEndpoint(endpoint);
  const secret = useRenewSecret(endpoint.id);
  const remove = useDeleteEndpoint(endpoint.id);
  const test = useTestEndpoint(endpoint.id);
  const turn = (is_enabled: boolean) => update.mutate({ is_enabled }, { onError: toastProblem });

  return (
    <li className="grid gap-2.5 py-4 first:pt-0 last:pb-0">
      <div>
        <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
          <span className="font-mono text-[0.8125rem] break-all">{endpoint.url}</span>
          <Badge tone={endpoint.is_enabled ? "gain" : "warn"}>
            {t(endpoint.is_enabled ? "events.enabled" : "events.disabled")}
          </Badge>
        </p>
        <p className="mt-0.5 text-xs text-muted">
          {[
            endpoint.description,
            endpoint.event_types === null
              ? t("events.all.short")
              : endpoint.event_types.map((type) => t(`event.${type}`)).join(", "),
            endpoint.last_success_at
              ? t("events.arrived", { when: format.relative(endpoint.last_success_at) })
              : t("events.never"),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
        {endpoint.previous_secret_expires_at && (
          <p className="mt-0.5 text-xs text-info">
            {t("events.previous", { when: format.instant(endpoint.previous_secret_expires_at) })}
          </p>
        )}
      </div>
      {!endpoint.is_enabled && endpoint.disabled_reason && endpoint.disabled_reason !== "owner" && (
        <Notice tone="warn">{wordOf(t, "events.why", endpoint.disabled_reason)}</Notice>
      )}
      {endpoint.is_enabled && endpoint.failures > 0 && (
        <Notice tone="warn">{t("events.failing", { count: endpoint.failures })}</Notice>
      )}
      <div className="flex flex-wrap gap-2">
        {endpoint.is_enabled ? (
          <>
            <Button size="small" busy={test.isPending} onClick={() => test.mutate(undefined)}>
              {t("events.test")}
            </Button>
            <Button size="small" onClick={() => setAsked("replay")}>
              {t("events.replay")}
            </Button>
            <Button size="small" busy={update.isPending} onClick={() => turn(false)}>
              {t("hooks.disable")}
            </Button>
          </>
        ) : (
          <Button size="small" look="primary" busy={update.isPending} onClick={() => turn(true)}>
            {t("hooks.enable")}
          </Button>
        )}
        {/* Not while it is being turned on or off: what is edited would be older than that. */}
        <Button size="small" busy={update.isPending} onClick={onEdit}>
          {t("action.edit")}
        </Button>
        <Button size="small" onClick={() => setAsked("secret")}>
          {t("hooks.secret.renew")}
        </Button>
        <Button size="small" look="danger" onClick={() => setAsked("delete")}>
          {t("action.delete")}
        </Button>
      </div>
      <Confirm
        open={asked === "secret"}
        onOpenChange={close}
        title={t("events.secret.title")}
        body={t("events.secret.body")}
        confirm={t("hooks.ask.secret.submit")}
        busy={secret.isPending}
        onConfirm={() => secret.mutate(undefined, { onSettled: close })}
      />
      <Confirm
        open={asked === "delete"}
        onOpenChange={close}
        title={t("events.delete.title")}
        body={t("events.delete.body")}
        confirm={t("action.delete")}
        danger
        busy={remove.isPending}
        onConfirm={() => remove.mutate(undefined, { onSettled: close })}
      />
      {asked === "replay" && <Replay id={endpoint.id} onClose={close} />}
      {secret.isSuccess && (
        <Dialog open onOpenChange={() => secret.reset()} title={t("events.secret.new")} description={t("hooks.once")}>
          <ShownOnce label={t("hooks.secret")} value={secret.data.secret} look="primary" />
        </Dialog>
      )}
    </li>
  );
}

function Replay({ id, onClose }: { id: string; onClose: () => void }) {
  const { t, timezone } = useI18n();
  const replay = useReplaySince(id);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const since = startOfDay(String(form.get("since")), timezone);
    replay.mutate({ since, only_missing: form.get("all") === null }, { onSuccess: onClose });
  };
  return (
    <Dialog open onOpenChange={onClose} title={t("events.replay")} description={t("events.replay.body")}>
      <form onSubmit={submit} className="grid gap-4">
        <Field label={t("events.replay.since")}>
          <Input
            type="date"
            name="since"
            required
            defaultValue={new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)}
            className="max-w-48"
          />
        </Field>
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is the Checkbox inside */}
        <label className="flex items-start gap-2.5 text-sm">
          <Checkbox name="all" className="mt-0.5" />
          {t("events.replay.all")}
        </label>
        <Button type="submit" look="primary" busy={replay.isPending} className="justify-self-start">
          {t("events.replay.submit")}
        </Button>
      </form>
    </Dialog>
  );
}
