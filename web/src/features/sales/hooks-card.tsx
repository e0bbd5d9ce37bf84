import { useQuery } from "@tanstack/react-query";
import { Plus, Store } from "lucide-react";
import { useState } from "react";
import type { PurchaseHook } from "@/api/types";
import { useI18n } from "@/i18n";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm, Dialog } from "@/ui/dialog";
import { Loaded } from "@/ui/loaded";
import { ShownOnce } from "@/ui/shown-once";
import { EmptyState } from "@/ui/states";
import { type HookOrder, hooksQuery, type Renewed, useOrderHook } from "./api";
import { NewHookDialog } from "./new-hook-dialog";

/** Where shops send their events to. */
export function HooksCard() {
  const { t } = useI18n();
  const list = useQuery(hooksQuery);
  const [creating, setCreating] = useState(false);
  return (
    <Card
      title={t("hooks.title")}
      description={t("hooks.body")}
      actions={
        <Button look="primary" size="small" onClick={() => setCreating(true)}>
          <Plus aria-hidden />
          {t("hooks.new")}
        </Button>
      }
    >
      <Loaded query={list} rows={2}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState
              className="py-8"
              icon={<Store aria-hidden />}
              title={t("hooks.empty.title")}
              body={t("hooks.empty.body")}
            />
          ) : (
            <ul className="divide-y divide-line">
              {data.map((hook) => (
                <Item key={hook.id} hook={hook} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {creating && <NewHookDialog onClose={() => setCreating(false)} />}
    </Card>
  );
}

type Asked = Exclude<HookOrder, "enable">;

function Item({ hook }: { hook: PurchaseHook }) {
  const { t, format } = useI18n();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [renewed, setRenewed] = useState<Renewed>(null);
  const order = useOrderHook(hook);
  const previous = [hook.previous_token_expires_at, hook.previous_secret_expires_at].filter((at) => at !== null);
  return (
    <li className="grid gap-2 py-3 first:pt-0 last:pb-0">
      <div>
        <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
          <span className="wrap-anywhere">{hook.name}</span>
          <span className="font-mono text-xs font-normal text-muted">…{hook.hint}</span>
          {!hook.is_enabled && <Badge tone="warn">{t("hooks.disabled")}</Badge>}
        </p>
        <p className="mt-0.5 text-xs text-muted">
          {hook.last_event_at ? t("hooks.last", { when: format.relative(hook.last_event_at) }) : t("hooks.unused")}
        </p>
        {previous.map((at) => (
          <p key={at} className="mt-0.5 text-xs text-info">
            {t("hooks.previous", { when: format.instant(at) })}
          </p>
        ))}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button size="small" onClick={() => setAsked("url")}>
          {t("hooks.url.renew")}
        </Button>
        <Button size="small" onClick={() => setAsked("secret")}>
          {t("hooks.secret.renew")}
        </Button>
        {hook.is_enabled ? (
          <Button size="small" onClick={() => setAsked("disable")}>
            {t("hooks.disable")}
          </Button>
        ) : (
          <Button size="small" busy={order.isPending} onClick={() => order.mutate("enable")}>
            {t("hooks.enable")}
          </Button>
        )}
        <Button size="small" look="danger" onClick={() => setAsked("delete")}>
          {t("action.delete")}
        </Button>
      </div>
      {asked !== null && (
        <Confirm
          open
          onOpenChange={() => setAsked(null)}
          title={t(`hooks.ask.${asked}.title`, { name: hook.name })}
          body={t(`hooks.ask.${asked}.body`)}
          confirm={t(`hooks.ask.${asked}.submit`)}
          danger={asked === "delete" || asked === "disable"}
          busy={order.isPending}
          onConfirm={() => order.mutate(asked, { onSuccess: setRenewed, onSettled: () => setAsked(null) })}
        />
      )}
      {renewed !== null && (
        <Dialog open onOpenChange={() => setRenewed(null)} title={hook.name} description={t("hooks.once")}>
          {"url" in renewed ? (
            <ShownOnce label={t("hooks.url")} value={renewed.url} look="primary" />
          ) : (
            <ShownOnce label={t("hooks.secret")} value={renewed.secret} look="primary" />
          )}
        </Dialog>
      )}
    </li>
  );
}
