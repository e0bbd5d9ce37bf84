import { Plug, RefreshCw } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import type { Connection, ConnectionStatus } from "@/api/types";
import { toastProblem } from "@/app/toasts";
import { translate, useI18n } from "@/i18n";
import { Badge, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { Facts } from "@/ui/facts";
import { Notice } from "@/ui/notice";
import { useDisconnect } from "./api";

const TONES: Record<ConnectionStatus, Tone> = {
  connected: "gain",
  warning: "warn",
  dead: "loss",
  disconnected: "neutral",
};

interface StatusCardProps {
  connection: Connection;
  /** Whether fresh cookies are being asked for already. */
  renewing: boolean;
  onRenew: () => void;
}

/** Which account is connected, and for how long its cookies may still last. */
export function StatusCard({ connection, renewing, onRenew }: StatusCardProps) {
  const { t, format } = useI18n();
  const { account } = connection;
  const plan = account.plan ?? undefined;
  return (
    <Card
      title={
        <span className="flex flex-wrap items-center gap-2">
          <span
            aria-hidden
            className="grid size-8 place-items-center rounded-full bg-accent-soft text-sm font-semibold text-accent"
          >
            {account.username.slice(0, 1)}
          </span>
          <span className="wrap-anywhere">{account.username}</span>
          <Badge tone={TONES[connection.status]} role="status">
            {t(`connection.status.${connection.status}`)}
          </Badge>
        </span>
      }
      actions={
        <>
          {!renewing && (
            <Button size="small" onClick={onRenew}>
              <RefreshCw aria-hidden />
              {t("connection.renew")}
            </Button>
          )}
          <Disconnect />
        </>
      }
    >
      <Warnings connection={connection} />
      <Facts
        facts={[
          [t("connection.plan"), plan],
          [t("connection.coins"), account.coins !== null && format.number(account.coins)],
          [
            t("connection.partner"),
            account.partner_balance !== null &&
              `${format.decimal(account.partner_balance)} ${account.partner_currency ?? ""}`,
          ],
          [t("connection.age"), t("connection.age.days", { count: connection.cookie_age_days })],
          [t("connection.checked"), format.relative(connection.checked_at)],
          [t("connection.next"), connection.next_check_at && format.relative(connection.next_check_at)],
          [t("connection.since"), format.date(connection.created_at)],
          [
            t("connection.consent"),
            t("connection.consent.given", {
              version: connection.consent_version,
              when: format.date(connection.consent_at),
            }),
          ],
        ]}
      />
    </Card>
  );
}

function Warnings({ connection }: { connection: Connection }) {
  const { t } = useI18n();
  if (connection.warnings.length === 0) return null;
  const text = (code: string, message: string): string => {
    switch (code) {
      case "cookies_dead":
        return t("connection.warning.dead");
      case "cookies_old":
        return t("connection.warning.old", { count: connection.cookie_age_days });
      case "check_failing":
        return connection.last_failure
          ? t("connection.warning.failing", { reason: t(`failure.${connection.last_failure.code}`) })
          : message;
      case "consent_outdated":
        return t("connection.warning.consent");
      default:
        return message;
    }
  };
  return (
    <ul className="mb-4 grid gap-2">
      {connection.warnings.map(({ code, message }) => (
        <li key={code}>
          <Notice tone={code === "cookies_dead" ? "loss" : "warn"}>{text(code, message)}</Notice>
        </li>
      ))}
    </ul>
  );
}

function Disconnect() {
  const { t } = useI18n();
  const [asking, setAsking] = useState(false);
  const disconnect = useDisconnect();
  return (
    <>
      <Button look="danger" size="small" onClick={() => setAsking(true)}>
        <Plug aria-hidden />
        {t("connection.disconnect")}
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("connection.disconnect.title")}
        body={t("connection.disconnect.body")}
        confirm={t("connection.disconnect")}
        danger
        busy={disconnect.isPending}
        onConfirm={() =>
          disconnect.mutate(undefined, {
            onSuccess: () => toast.success(translate("connection.disconnect.done")),
            onError: toastProblem,
            onSettled: () => setAsking(false),
          })
        }
      />
    </>
  );
}
