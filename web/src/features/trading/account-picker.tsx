import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Landmark } from "lucide-react";
import type { ReactNode } from "react";
import type { BrokerAccount } from "@/api/types";
import { accountsQuery } from "@/features/brokers/api";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Field, Select } from "@/ui/field";
import { Loaded } from "@/ui/loaded";
import { EmptyState } from "@/ui/states";

interface WithAccountProps {
  /** The account of the address. */
  chosen: string | undefined;
  children: (account: BrokerAccount, picker: ReactNode) => ReactNode;
}

/** Shows what is about one account: that of the address, else the first that can be traded. */
export function WithAccount({ chosen, children }: WithAccountProps) {
  const accounts = useQuery(accountsQuery);
  return (
    <Loaded query={accounts}>
      {({ data }) => {
        const account =
          data.find(({ id }) => id === chosen) ?? data.find(({ status }) => status === "active") ?? data[0];
        if (account === undefined) return <NoAccount />;
        return children(account, <AccountPicker accounts={data} account={account} />);
      }}
    </Loaded>
  );
}

function NoAccount() {
  const { t } = useI18n();
  return (
    <EmptyState
      className="card"
      icon={<Landmark aria-hidden />}
      title={t("brokers.empty.title")}
      body={t("brokers.empty.body")}
    >
      <Button look="primary" asChild>
        <Link to="/brokers">{t("brokers.link")}</Link>
      </Button>
    </EmptyState>
  );
}

function AccountPicker({ accounts, account }: { accounts: readonly BrokerAccount[]; account: BrokerAccount }) {
  const { t } = useI18n();
  const navigate = useNavigate();
  return (
    <Field label={t("trading.account")} hideLabel className="w-full sm:w-72">
      <Select
        value={account.id}
        onChange={(event) => navigate({ to: ".", search: { account: event.target.value }, replace: true })}
      >
        {accounts.map((each) => (
          <option key={each.id} value={each.id}>
            {[
              each.name,
              t(`brokers.environment.${each.environment}`),
              each.status === "active" ? null : t(`brokers.status.${each.status}`),
            ]
              .filter(Boolean)
              .join(" · ")}
          </option>
        ))}
      </Select>
    </Field>
  );
}
