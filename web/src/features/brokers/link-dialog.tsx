import { type FormEvent, useState } from "react";
import { asProblem } from "@/api/problem";
import type { BrokerAccount, BrokerCatalogue, BrokerEnvironment, BrokerInfo } from "@/api/types";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, Input } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { Segmented } from "@/ui/segmented";
import { FormError } from "@/ui/states";
import { Agreement } from "./agreement";
import { useBeginLink, useOpenPaperAccount } from "./api";

interface LinkDialogProps {
  catalogue: BrokerCatalogue;
  /** The account to link again; null for a new one. */
  account: BrokerAccount | null;
  onClose: () => void;
}

/** A new account: where, with which money, the texts to accept; then the broker's own page. */
export function LinkDialog({ catalogue, account, onClose }: LinkDialogProps) {
  const { t } = useI18n();
  const [brokerId, setBrokerId] = useState(account?.broker ?? catalogue.brokers[0]?.id ?? "paper");
  const broker = catalogue.brokers.find(({ id }) => id === brokerId);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={account === null ? t("brokers.link") : t("brokers.relink.title", { name: account.name })}
      description={account === null ? undefined : t("brokers.relink.body")}
    >
      <div className="grid grid-cols-1 gap-4">
        {account === null && (
          <div className="grid gap-1.5">
            <p className="text-[0.8125rem] font-medium">{t("brokers.broker")}</p>
            <Segmented
              label={t("brokers.broker")}
              value={brokerId}
              onChange={setBrokerId}
              options={catalogue.brokers.map(({ id, name }) => ({ value: id, label: name }))}
            />
            <p className="text-xs text-muted">{t(`brokers.about.${brokerId}`)}</p>
          </div>
        )}
        {broker?.link === "create" ? (
          <OpenForm key={brokerId} catalogue={catalogue} onClose={onClose} />
        ) : (
          broker && <LinkForm key={brokerId} catalogue={catalogue} broker={broker} account={account} />
        )}
      </div>
    </Dialog>
  );
}

const versionToAccept = ({ agreement }: BrokerCatalogue) => (agreement.accepted_at === null ? agreement.version : null);

function OpenForm({ catalogue, onClose }: Omit<LinkDialogProps, "account">) {
  const { t } = useI18n();
  const open = useOpenPaperAccount();
  const errors = open.error ? asProblem(open.error).fields : {};
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name")).trim();
    open.mutate({ name: name === "" ? null : name, accept: versionToAccept(catalogue) }, { onSuccess: onClose });
  };
  return (
    <form onSubmit={submit} className="grid grid-cols-1 gap-4">
      <Field label={t("brokers.name")} hint={t("brokers.name.hint")} error={errors.name}>
        <Input name="name" maxLength={64} />
      </Field>
      {catalogue.agreement.accepted_at === null && <Agreement agreement={catalogue.agreement} />}
      <FormError error={Object.keys(errors).length === 0 ? open.error : null} />
      <Button type="submit" look="primary" busy={open.isPending} className="justify-self-start">
        {t("brokers.open.submit")}
      </Button>
    </form>
  );
}

interface LinkFormProps extends Omit<LinkDialogProps, "onClose"> {
  broker: BrokerInfo;
}

function LinkForm({ catalogue, broker, account }: LinkFormProps) {
  const { t } = useI18n();
  const practice = broker.environments.find((each) => each === "paper");
  const [environment, setEnvironment] = useState<BrokerEnvironment>(account?.environment ?? practice ?? "live");
  const begin = useBeginLink();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const onSuccess = ({ authorize_url }: { authorize_url: string }) => location.assign(authorize_url);
    begin.mutate({ environment, accept: versionToAccept(catalogue) }, { onSuccess });
  };
  return (
    <form onSubmit={submit} className="grid grid-cols-1 gap-4">
      {account === null && (
        <div className="grid gap-1.5">
          <p className="text-[0.8125rem] font-medium">{t("brokers.environment")}</p>
          <Segmented
            label={t("brokers.environment")}
            value={environment}
            onChange={setEnvironment}
            options={broker.environments.map((value) => ({ value, label: t(`brokers.environment.${value}`) }))}
          />
        </div>
      )}
      {environment === "live" && <Notice tone="warn">{t("brokers.live.warning")}</Notice>}
      {catalogue.agreement.accepted_at === null && <Agreement agreement={catalogue.agreement} />}
      <FormError error={begin.error} />
      <p className="text-xs text-muted">{t("brokers.link.hint", { broker: broker.name })}</p>
      {/* It stays busy until the browser has gone to the broker's page. */}
      <Button type="submit" look="primary" busy={begin.isPending || begin.isSuccess} className="justify-self-start">
        {t("brokers.link.submit", { broker: broker.name })}
      </Button>
    </form>
  );
}
