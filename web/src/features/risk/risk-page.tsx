import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { BrokerAccount } from "@/api/types";
import { WithAccount } from "@/features/trading/account-picker";
import { parseAccountSearch } from "@/features/trading/search";
import { useI18n } from "@/i18n";
import { useCleanSearch } from "@/lib/use-clean-search";
import { Loaded } from "@/ui/loaded";
import { riskQuery } from "./api";
import { LimitsForm } from "./limits-form";

/** The limits that every order of an account passes. */
export function RiskPage() {
  const { account: chosen } = useCleanSearch("/app/trader/risk", parseAccountSearch);
  return (
    <WithAccount chosen={chosen}>
      {(account, picker) => <Limits key={account.id} account={account} picker={picker} />}
    </WithAccount>
  );
}

function Limits({ account, picker }: { account: BrokerAccount; picker: ReactNode }) {
  const { t } = useI18n();
  return (
    <div className="grid max-w-4xl grid-cols-1 gap-4">
      {picker}
      <p className="max-w-prose text-sm text-muted">{t("risk.body")}</p>
      <Loaded query={useQuery(riskQuery(account.id))}>
        {(risk) => <LimitsForm key={risk.version} account={account} risk={risk} />}
      </Loaded>
    </div>
  );
}
