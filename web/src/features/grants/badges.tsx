/** How the state of an access looks. Never by colour alone. */
import { Ban, CircleCheck, CircleSlash, CircleX, Clock, Loader2, type LucideIcon, TriangleAlert } from "lucide-react";
import type { DriftKind, Grant, GrantStatus } from "@/api/types";
import { useI18n } from "@/i18n";
import { cn } from "@/lib/cn";
import { Badge, type Tone } from "@/ui/badge";

const LOOKS: Record<GrantStatus, { icon: LucideIcon; tone: Tone }> = {
  pending: { icon: Clock, tone: "info" },
  active: { icon: CircleCheck, tone: "gain" },
  revoking: { icon: Clock, tone: "warn" },
  revoked: { icon: Ban, tone: "neutral" },
  expired: { icon: CircleSlash, tone: "neutral" },
  failed: { icon: CircleX, tone: "loss" },
};

export function GrantBadge({ grant }: { grant: Pick<Grant, "status" | "open_changes"> }) {
  const { t } = useI18n();
  const { icon, tone } = LOOKS[grant.status];
  const moving = grant.open_changes > 0;
  const Icon = moving ? Loader2 : icon;
  return (
    <Badge tone={tone} title={moving ? t("grant.moving", { count: grant.open_changes }) : undefined}>
      <Icon aria-hidden className={moving ? "animate-spin" : undefined} />
      {t(`grant.status.${grant.status}`)}
    </Badge>
  );
}

export function DriftBadge({ drift }: { drift: DriftKind }) {
  const { t } = useI18n();
  return (
    <Badge tone="warn">
      <TriangleAlert aria-hidden />
      {t(`drift.${drift}`)}
    </Badge>
  );
}

const SOON_MS = 7 * 86_400_000;

/** When access ends: a time, a lifetime, or nothing where there is none. */
export function Expiry({ at, live = true }: { at: string | null; live?: boolean }) {
  const { t, format } = useI18n();
  if (at === null) return <span className="text-muted">{t("grant.noAccess")}</span>;
  if (at === "lifetime") return <span>{t("term.lifetime")}</span>;
  const left = Date.parse(at) - Date.now();
  return (
    <time dateTime={at} title={format.instant(at)} className={cn("tabular", live && left < SOON_MS && "text-warn")}>
      {format.date(at)}
      <span className="text-xs text-muted"> · {format.relative(at)}</span>
    </time>
  );
}
