/** Which kind of money an account holds, and how its link stands. */
import type { BrokerAccount } from "@/api/types";
import { useI18n } from "@/i18n";
import { Badge, type Tone } from "@/ui/badge";

const STATUS: Record<BrokerAccount["status"], Tone> = { active: "gain", error: "loss", revoked: "neutral" };

export function LinkBadge({ status }: Pick<BrokerAccount, "status">) {
  const { t } = useI18n();
  return <Badge tone={STATUS[status]}>{t(`brokers.status.${status}`)}</Badge>;
}

export function EnvironmentBadge({ environment }: Pick<BrokerAccount, "environment">) {
  const { t } = useI18n();
  return <Badge tone={environment === "live" ? "warn" : "info"}>{t(`brokers.environment.${environment}`)}</Badge>;
}
