import {
  Ban,
  Camera,
  CameraOff,
  CheckCheck,
  CircleCheck,
  CircleHelp,
  Copy,
  Database,
  FlaskConical,
  Inbox,
  Loader,
  type LucideIcon,
  RefreshCw,
  RotateCcw,
  Send,
  SkipForward,
  Target,
  ThumbsDown,
  TimerOff,
  Trash2,
  TriangleAlert,
  Undo2,
} from "lucide-react";
import type { TimelineEntry } from "@/api/types";
import { type Key, useI18n } from "@/i18n";

type TimelineKey = Extract<Key, `timeline.${string}`>;

const LOOKS: Record<string, { label: TimelineKey; icon: LucideIcon } | undefined> = {
  received: { label: "timeline.received", icon: Inbox },
  validated: { label: "timeline.validated", icon: CheckCheck },
  stored: { label: "timeline.stored", icon: Database },
  duplicate: { label: "timeline.duplicate", icon: Copy },
  screenshot_processing: { label: "timeline.screenshot_processing", icon: Loader },
  screenshot_completed: { label: "timeline.screenshot_completed", icon: Camera },
  screenshot_retry: { label: "timeline.screenshot_retry", icon: RotateCcw },
  screenshot_failed: { label: "timeline.screenshot_failed", icon: CameraOff },
  screenshot_replayed: { label: "timeline.screenshot_replayed", icon: RotateCcw },
  result_set: { label: "timeline.result_set", icon: Target },
  order_skipped: { label: "timeline.order_skipped", icon: SkipForward },
  order_dry_run: { label: "timeline.order_dry_run", icon: FlaskConical },
  order_proposed: { label: "timeline.order_proposed", icon: CircleHelp },
  order_rejected: { label: "timeline.order_rejected", icon: ThumbsDown },
  order_expired: { label: "timeline.order_expired", icon: TimerOff },
  order_placed: { label: "timeline.order_placed", icon: Send },
  order_refused: { label: "timeline.order_refused", icon: Ban },
  order_failed: { label: "timeline.order_failed", icon: TriangleAlert },
  order_status: { label: "timeline.order_status", icon: RefreshCw },
  order_filled: { label: "timeline.order_filled", icon: CircleCheck },
  deleted: { label: "timeline.deleted", icon: Trash2 },
  restored: { label: "timeline.restored", icon: Undo2 },
};

/** What happened to a signal, oldest first. A kind that this version does not know is shown by its name. */
export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  const { t, format } = useI18n();
  return (
    <ol className="relative grid gap-3 before:absolute before:inset-y-3 before:left-3.5 before:w-px before:bg-line">
      {entries.map((entry, index) => {
        const look = LOOKS[entry.kind];
        const Icon = look?.icon ?? CheckCheck;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows at its end
          <li key={index} className="relative flex gap-3">
            <span className="z-10 grid size-7 shrink-0 place-items-center rounded-full border border-line bg-surface text-muted">
              <Icon aria-hidden className="size-3.5" />
            </span>
            <div className="min-w-0 pt-0.5 text-[0.8125rem]">
              <p className="font-medium">{look ? t(look.label) : entry.kind}</p>
              <Detail detail={entry.detail} />
            </div>
            <time dateTime={entry.at} className="tabular ml-auto pt-1 text-xs whitespace-nowrap text-muted">
              {format.instant(entry.at)}
            </time>
          </li>
        );
      })}
    </ol>
  );
}

function Detail({ detail }: { detail: unknown }) {
  if (typeof detail !== "object" || detail === null) return null;
  const parts = Object.entries(detail).filter(([, value]) => value !== null && value !== "");
  if (parts.length === 0) return null;
  return (
    <p className="text-xs wrap-anywhere text-muted">
      {parts
        .map(([name, value]) => `${name}: ${typeof value === "object" ? JSON.stringify(value) : value}`)
        .join(" · ")}
    </p>
  );
}
