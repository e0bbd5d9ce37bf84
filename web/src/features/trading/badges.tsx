/** How sides, states of orders, and the live connection look. Never by colour alone. */
import { ArrowDownRight, ArrowUpRight } from "lucide-react";
import type { Order } from "@/api/types";
import { useI18n } from "@/i18n";
import { cn } from "@/lib/cn";
import { Badge, type Tone } from "@/ui/badge";
import type { LiveStatus } from "./live";

export function SideBadge({ side }: { side: string }) {
  const { t } = useI18n();
  const isBuy = side === "buy";
  return (
    <Badge tone={isBuy ? "gain" : "loss"}>
      {isBuy ? <ArrowUpRight aria-hidden /> : <ArrowDownRight aria-hidden />}
      {t(isBuy ? "side.buy" : "side.sell")}
    </Badge>
  );
}

const STATUS: Record<Order["status"], Tone> = {
  placing: "info",
  inactive: "neutral",
  working: "info",
  cancelling: "warn",
  replacing: "warn",
  filled: "gain",
  cancelled: "neutral",
  expired: "neutral",
  rejected: "loss",
};

export function OrderBadge({ status }: Pick<Order, "status">) {
  const { t } = useI18n();
  return <Badge tone={STATUS[status]}>{t(`order.status.${status}`)}</Badge>;
}

export function LiveDot({ status }: { status: LiveStatus }) {
  const { t } = useI18n();
  return (
    <span role="status" className="inline-flex items-center gap-1.5 text-xs text-muted">
      <span
        aria-hidden
        className={cn(
          "size-2 rounded-full",
          status === "live" ? "bg-gain" : "animate-live",
          status === "connecting" && "bg-line-strong",
          status === "offline" && "bg-warn",
        )}
      />
      {t(`trading.live.${status}`)}
    </span>
  );
}
