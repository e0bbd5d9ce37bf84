import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ConnectionState } from "@/api/types";
import { useI18n } from "@/i18n";
import { Card } from "@/ui/card";
import { Loaded } from "@/ui/loaded";
import { Notice } from "@/ui/notice";
import { connectionQuery } from "./api";
import { ConnectForm } from "./connect-form";
import { HealthCard } from "./health-card";
import { StatusCard } from "./status-card";

/** The seller's connection to TradingView: made, looked after, renewed, ended. */
export function ConnectionPage() {
  return (
    <Loaded query={useQuery(connectionQuery)}>
      {(state) => (
        <div className="grid max-w-4xl grid-cols-1 gap-4">
          <Connection state={state} />
        </div>
      )}
    </Loaded>
  );
}

function Connection({ state: { connection, consent } }: { state: ConnectionState }) {
  const { t } = useI18n();
  const [renewing, setRenewing] = useState(false);
  const connected = connection !== null && connection.status !== "disconnected";
  // Dead cookies leave nothing else to do here.
  const asking = !connected || renewing || connection.status === "dead";
  return (
    <>
      {connected && <StatusCard connection={connection} renewing={asking} onRenew={() => setRenewing(true)} />}
      {asking && (
        <Card
          title={t(connected ? "connect.again.title" : "connect.title")}
          description={t(connected ? "connect.again.body" : "connect.body")}
        >
          {connection !== null && !connected && (
            <Notice tone="info" className="mb-4">
              {t("connect.before", { username: connection.account.username })}
            </Notice>
          )}
          <ConnectForm
            consent={consent}
            onDone={() => setRenewing(false)}
            onCancel={renewing && connection?.status !== "dead" ? () => setRenewing(false) : undefined}
          />
        </Card>
      )}
      {connection !== null && <HealthCard />}
    </>
  );
}
