import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { BrokerAccount, Standing } from "@/api/types";
import { useI18n } from "@/i18n";
import { useCleanSearch } from "@/lib/use-clean-search";
import { Loaded } from "@/ui/loaded";
import { Notice } from "@/ui/notice";
import { WithAccount } from "./account-picker";
import { standingQuery, useAccountChanged } from "./api";
import { LiveDot } from "./badges";
import { Figures } from "./figures";
import { History } from "./history";
import { KillSwitchButton, KillSwitchNotice } from "./kill-switch";
import { useAccountNews } from "./live";
import { OpenOrders } from "./open-orders";
import { OrderSheet } from "./order-sheet";
import { Positions } from "./positions";
import { parseAccountSearch } from "./search";
import { Ticket } from "./ticket";

/** Trading one account: what it is worth, what it holds, what is ordered, and ordering. */
export function TradingPage() {
  const { account: chosen } = useCleanSearch("/app/trader/trading", parseAccountSearch);
  return (
    <WithAccount chosen={chosen}>
      {(account, picker) => <Desk key={account.id} account={account} picker={picker} />}
    </WithAccount>
  );
}

function Desk({ account, picker }: { account: BrokerAccount; picker: ReactNode }) {
  const status = useAccountNews(account.id, useAccountChanged(account.id));
  const standing = useQuery(standingQuery(account.id));
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <div className="grid grid-cols-1 gap-5">
      <div className="flex flex-wrap items-center gap-3">
        {picker}
        <LiveDot status={status} />
        {account.status === "active" && (
          <div className="ml-auto">
            <KillSwitchButton account={account} />
          </div>
        )}
      </div>
      <Loaded query={standing} rows={2}>
        {(known) => (
          <>
            <Standings account={account} standing={known} />
            <Figures account={account} standing={known} />
          </>
        )}
      </Loaded>
      {/* Beside the lists where there is room; else after what is held and ordered, before what is over. */}
      <div className="grid grid-cols-1 items-start gap-x-5 gap-y-6 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid min-w-0 grid-cols-1 gap-6">
          <Positions account={account} exits={standing.data?.exits ?? []} />
          <OpenOrders account={account} onOpen={setOpened} />
        </div>
        {account.status === "active" && (
          <div className="xl:col-start-2 xl:row-span-2 xl:row-start-1">
            <Ticket account={account} />
          </div>
        )}
        <div className="min-w-0">
          <History account={account} onOpen={setOpened} />
        </div>
      </div>
      {opened !== null && <OrderSheet account={account} id={opened} onClose={() => setOpened(null)} />}
    </div>
  );
}

/** What keeps orders from being placed. */
function Standings({ account, standing }: { account: BrokerAccount; standing: Standing }) {
  const { t, format } = useI18n();
  const { daily_loss: loss } = standing;
  return (
    <>
      {account.status !== "active" && (
        <Notice tone={account.status === "error" ? "loss" : "warn"}>
          {standing.inactive ?? account.status_reason ?? t("trading.inactive")}{" "}
          <Link to="/brokers" className="rounded font-medium underline underline-offset-2">
            {t("trading.inactive.mend")}
          </Link>
        </Notice>
      )}
      {account.status === "active" && !standing.is_open && <Notice tone="info">{t("trading.opening")}</Notice>}
      <KillSwitchNotice account={account} standing={standing} />
      {loss && (
        <Notice tone="loss" role="status">
          {t("trading.locked", {
            loss: format.money(loss.loss, account.currency),
            limit: format.money(loss.limit, account.currency),
          })}
        </Notice>
      )}
      {standing.max_trades !== null && standing.trades_in_all >= standing.max_trades && (
        <Notice tone="warn">
          <p className="font-medium">{t("refusal.plan.title")}</p>
          <p>{t("refusal.plan_limit_reached")}</p>
        </Notice>
      )}
    </>
  );
}
