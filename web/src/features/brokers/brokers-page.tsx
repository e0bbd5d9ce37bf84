import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Landmark, Plus } from "lucide-react";
import { useEffect, useState } from "react";
import type { BrokerAccount, BrokerCatalogue } from "@/api/types";
import { useI18n } from "@/i18n";
import { wordOf } from "@/i18n/words";
import { useCleanSearch } from "@/lib/use-clean-search";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Loaded } from "@/ui/loaded";
import { Notice } from "@/ui/notice";
import { EmptyState } from "@/ui/states";
import { AccountItem } from "./account-item";
import { AgreementNotice } from "./agreement-notice";
import { accountsQuery, catalogueQuery } from "./api";
import { LinkDialog } from "./link-dialog";
import { type LinkOutcome, parseLinkOutcome } from "./search";

/** The accounts that can be traded: linked, mended, ended. */
export function BrokersPage() {
  const catalogue = useQuery(catalogueQuery);
  const accounts = useQuery(accountsQuery);
  const outcome = useOutcome();
  return (
    <div className="grid max-w-4xl grid-cols-1 gap-4">
      <Loaded query={catalogue}>
        {(known) => (
          <Loaded query={accounts}>
            {({ data }) => (
              <>
                <Outcome outcome={outcome} accounts={data} />
                <Accounts catalogue={known} accounts={data} />
              </>
            )}
          </Loaded>
        )}
      </Loaded>
    </div>
  );
}

/** What came of the visit to the broker's page. It is told once: the address is cleaned, so that a reload is silent. */
function useOutcome(): LinkOutcome {
  const search = useCleanSearch("/app/trader/brokers", parseLinkOutcome);
  const navigate = useNavigate({ from: "/brokers" });
  const [outcome] = useState(search);
  const isToldByAddress = Object.keys(search).length > 0;
  useEffect(() => {
    if (isToldByAddress) void navigate({ to: ".", search: {}, replace: true });
  }, [isToldByAddress, navigate]);
  return outcome;
}

function Outcome({ outcome, accounts }: { outcome: LinkOutcome; accounts: readonly BrokerAccount[] }) {
  const { t } = useI18n();
  const linked = accounts.find(({ id }) => id === outcome.linked);
  if (linked !== undefined) {
    return (
      <Notice tone="gain" role="status">
        {t("brokers.linked", { name: linked.name })}
      </Notice>
    );
  }
  if (outcome.link_error === undefined) return null;
  return (
    <Notice tone="loss" role="alert">
      <p className="font-medium">{t("brokers.notLinked")}</p>
      <p>{wordOf(t, "brokers.linkError", outcome.link_error)}</p>
    </Notice>
  );
}

function Accounts({ catalogue, accounts }: { catalogue: BrokerCatalogue; accounts: readonly BrokerAccount[] }) {
  const { t } = useI18n();
  // Whose link is being made: an account's, or a new one's.
  const [linking, setLinking] = useState<string | null>(null);
  const canLink = catalogue.region.is_allowed;
  const nameOf = (id: BrokerAccount["broker"]) => catalogue.brokers.find((broker) => broker.id === id)?.name ?? id;
  const add = (
    <Button look="primary" onClick={() => setLinking("new")}>
      <Plus aria-hidden />
      {t("brokers.link")}
    </Button>
  );
  return (
    <>
      {!canLink && (
        <Notice tone="warn">
          <p className="font-medium">{t("brokers.region.title")}</p>
          <p>{t("brokers.region.body", { country: catalogue.region.country ?? "–" })}</p>
        </Notice>
      )}
      {canLink && accounts.length > 0 && catalogue.agreement.accepted_at === null && (
        <AgreementNotice agreement={catalogue.agreement} />
      )}
      {accounts.length === 0 ? (
        <EmptyState
          className="card"
          icon={<Landmark aria-hidden />}
          title={t("brokers.empty.title")}
          body={t("brokers.empty.body")}
        >
          {canLink && add}
        </EmptyState>
      ) : (
        <Card title={t("brokers.accounts")} description={t("brokers.accounts.body")} actions={canLink && add}>
          <ul className="divide-y divide-line">
            {accounts.map((account) => (
              <AccountItem
                key={account.id}
                account={account}
                broker={nameOf(account.broker)}
                canLink={canLink}
                onRelink={() => setLinking(account.id)}
              />
            ))}
          </ul>
        </Card>
      )}
      {linking !== null && (
        <LinkDialog
          catalogue={catalogue}
          account={accounts.find(({ id }) => id === linking) ?? null}
          onClose={() => setLinking(null)}
        />
      )}
    </>
  );
}
