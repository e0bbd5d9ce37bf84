/** How direction, result and the state of a screenshot look. Never by colour alone. */
import {
  ArrowDownRight,
  ArrowUpRight,
  Camera,
  CameraOff,
  CircleCheck,
  CircleDashed,
  CircleMinus,
  CircleSlash,
  CircleX,
  Clock,
  Copy,
  Loader2,
  type LucideIcon,
  Minus,
  TriangleAlert,
} from "lucide-react";
import type { Direction, ScreenshotStatus, Signal, SignalResult } from "@/api/types";
import { useI18n } from "@/i18n";
import { cn } from "@/lib/cn";
import { Badge, type Tone } from "@/ui/badge";
import { Tooltip } from "@/ui/tooltip";

const DIRECTION: Record<Direction, { icon: LucideIcon; tone: Tone }> = {
  long: { icon: ArrowUpRight, tone: "gain" },
  short: { icon: ArrowDownRight, tone: "loss" },
  flat: { icon: Minus, tone: "neutral" },
};

export function DirectionBadge({ signal }: { signal: Pick<Signal, "direction" | "action"> }) {
  const { t } = useI18n();
  if (!signal.direction) return signal.action ? <Badge>{signal.action}</Badge> : <span className="text-muted">–</span>;
  const { icon: Icon, tone } = DIRECTION[signal.direction];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {t(`direction.${signal.direction}`)}
    </Badge>
  );
}

export const RESULT_LOOKS: Record<SignalResult, { icon: LucideIcon; tone: Tone }> = {
  pending: { icon: CircleDashed, tone: "neutral" },
  win: { icon: CircleCheck, tone: "gain" },
  loss: { icon: CircleX, tone: "loss" },
  breakeven: { icon: CircleMinus, tone: "info" },
  skip: { icon: CircleSlash, tone: "neutral" },
};

export function ResultBadge({ result, className }: { result: SignalResult; className?: string }) {
  const { t } = useI18n();
  const { icon: Icon, tone } = RESULT_LOOKS[result];
  return (
    <Badge tone={tone} className={className}>
      <Icon aria-hidden />
      {t(`result.${result}`)}
    </Badge>
  );
}

export const SHOT_LOOKS: Record<ScreenshotStatus, { icon: LucideIcon; tone: Tone }> = {
  none: { icon: CameraOff, tone: "neutral" },
  pending: { icon: Clock, tone: "neutral" },
  processing: { icon: Loader2, tone: "info" },
  completed: { icon: Camera, tone: "gain" },
  failed: { icon: TriangleAlert, tone: "warn" },
};

export function ShotBadge({ status, className }: { status: ScreenshotStatus; className?: string }) {
  const { t } = useI18n();
  const { icon: Icon, tone } = SHOT_LOOKS[status];
  return (
    <Badge tone={tone} className={className}>
      <Icon aria-hidden className={cn(status === "processing" && "animate-spin")} />
      {t(`shot.${status}`)}
    </Badge>
  );
}

/** How often the same alert came again, if it did; and whether it was a test. */
export function OriginBadges({ signal }: { signal: Signal }) {
  const { t } = useI18n();
  return (
    <>
      {signal.duplicates > 0 && (
        <Tooltip text={t("signals.duplicates", { count: signal.duplicates })}>
          <Badge tone="warn" tabIndex={0} role="img" aria-label={t("signals.duplicates", { count: signal.duplicates })}>
            <Copy aria-hidden />
            <span className="tabular">+{signal.duplicates}</span>
          </Badge>
        </Tooltip>
      )}
      {signal.source === "test" && (
        <Badge tone="info" title={t("signals.test.hint")}>
          {t("signals.test")}
        </Badge>
      )}
    </>
  );
}

/** A profit or loss in its colour, signed; a dash when there is none. */
export function ProfitLoss({ value, percent }: { value: string | null; percent?: string | null }) {
  const { format } = useI18n();
  if (value === null) return <span className="text-muted">–</span>;
  const sign = Math.sign(Number(value));
  return (
    <span className={cn("tabular", sign > 0 && "text-gain", sign < 0 && "text-loss")}>
      {format.signed(value)}
      {percent != null && <span className="ml-1.5 text-xs opacity-90">{format.signed(percent)}%</span>}
    </span>
  );
}
