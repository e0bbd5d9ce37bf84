import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { asProblem } from "@/api/problem";
import type { BrokerAccount } from "@/api/types";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Confirm, Dialog } from "@/ui/dialog";
import { Field, Input } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { FormError } from "@/ui/states";
import { useRenameAccount, useReopenAccount, useUnlinkAccount } from "./api";
import { EnvironmentBadge, LinkBadge } from "./badges";

interface AccountItemProps {
  account: BrokerAccount;
  /** The broker's name. */
  broker: string;
  /** Whether it can be linked here and now. */
  canLink: boolean;
  onRelink: () => void;
}

/** One account: how its link stands, and what can be done with it. */
export function AccountItem({ account, broker, canLink, onRelink }: AccountItemProps) {
  const { t, format } = useI18n();
  const [asked, setAsked] = useState<"rename" | "unlink" | null>(null);
  const close = () => setAsked(null);
  const unlink = useUnlinkAccount(account);
  const reopen = useReopenAccount(account);
  const isPaper = account.broker === "paper";
  return (
    <li className="grid grid-cols-1 gap-2.5 py-4 first:pt-0 last:pb-0">
      <div>
        <h3 className="flex flex-wrap items-center gap-2 text-sm font-medium">
          <span className="wrap-anywhere">{account.name}</span>
          <EnvironmentBadge environment={account.environment} />
          <LinkBadge status={account.status} />
        </h3>
        <p className="mt-0.5 text-xs text-muted">
          {[
            broker,
            account.currency,
            account.status === "revoked" && account.unlinked_at
              ? t("brokers.unlinkedAt", { when: format.date(account.unlinked_at) })
              : t("brokers.linkedAt", { when: format.date(account.linked_at) }),
            account.status === "active" && !isPaper
              ? t("brokers.checkedAt", { when: format.relative(account.checked_at) })
              : null,
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      {account.status === "error" && (
        <Notice tone="loss">
          <p className="font-medium">{t("brokers.error.title")}</p>
          {account.status_reason && <p>{account.status_reason}</p>}
        </Notice>
      )}
      <div className="flex flex-wrap gap-2">
        {account.status === "active" && (
          <Button size="small" asChild>
            <Link to="/trading" search={{ account: account.id }}>
              {t("brokers.trade")}
            </Link>
          </Button>
        )}
        {account.status !== "active" &&
          canLink &&
          (isPaper ? (
            <Button size="small" look="primary" busy={reopen.isPending} onClick={() => reopen.mutate(undefined)}>
              {t("brokers.reopen")}
            </Button>
          ) : (
            <Button size="small" look="primary" onClick={onRelink}>
              {t("brokers.relink")}
            </Button>
          ))}
        <Button size="small" asChild>
          <Link to="/risk" search={{ account: account.id }}>
            {t("brokers.limits")}
          </Link>
        </Button>
        <Button size="small" onClick={() => setAsked("rename")}>
          {t("brokers.rename")}
        </Button>
        {account.status !== "revoked" && (
          <Button size="small" look="danger" onClick={() => setAsked("unlink")}>
            {t(isPaper ? "brokers.close" : "brokers.unlink")}
          </Button>
        )}
      </div>
      {asked === "rename" && <Rename account={account} onClose={close} />}
      <Confirm
        open={asked === "unlink"}
        onOpenChange={close}
        title={t(isPaper ? "brokers.close.title" : "brokers.unlink.title", { name: account.name })}
        body={t(isPaper ? "brokers.close.body" : "brokers.unlink.body")}
        confirm={t(isPaper ? "brokers.close" : "brokers.unlink")}
        danger
        busy={unlink.isPending}
        onConfirm={() => unlink.mutate(undefined, { onSettled: close })}
      />
    </li>
  );
}

function Rename({ account, onClose }: { account: BrokerAccount; onClose: () => void }) {
  const { t } = useI18n();
  const rename = useRenameAccount(account);
  const errors = rename.error ? asProblem(rename.error).fields : {};
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    rename.mutate(String(new FormData(event.currentTarget).get("name")).trim(), { onSuccess: onClose });
  };
  return (
    <Dialog open onOpenChange={onClose} title={t("brokers.rename")}>
      <form onSubmit={submit} className="grid grid-cols-1 gap-4">
        <Field label={t("brokers.name")} error={errors.name}>
          <Input name="name" required maxLength={64} defaultValue={account.name} />
        </Field>
        <FormError error={Object.keys(errors).length === 0 ? rename.error : null} />
        <Button type="submit" look="primary" busy={rename.isPending} className="justify-self-start">
          {t("action.save")}
        </Button>
      </form>
    </Dialog>
  );
}
