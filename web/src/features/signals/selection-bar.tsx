import { Camera, X } from "lucide-react";
import type { Signal } from "@/api/types";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { useReplayScreenshots } from "./api";

/** What can be done with the selected signals together. */
export function SelectionBar({ signals, onClear }: { signals: readonly Signal[]; onClear: () => void }) {
  const { t } = useI18n();
  const replay = useReplayScreenshots();
  const ids = signals.map((signal) => signal.id);
  return (
    <div
      role="toolbar"
      aria-label={t("signals.selected", { count: ids.length })}
      className="fixed inset-x-0 bottom-19 z-20 mx-auto flex w-fit max-w-[calc(100vw-1rem)] animate-rise-in items-center gap-2 rounded-card border border-line bg-raised p-2 pl-4 shadow-float lg:bottom-6"
    >
      <span className="tabular text-sm font-medium whitespace-nowrap">
        {t("signals.selected", { count: ids.length })}
      </span>
      <Button
        look="primary"
        size="small"
        busy={replay.isPending}
        onClick={() => replay.mutate(ids, { onSuccess: onClear })}
      >
        <Camera aria-hidden />
        {t("signals.replay")}
      </Button>
      <Button look="ghost" size="iconSmall" aria-label={t("signals.selected.clear")} onClick={onClear}>
        <X aria-hidden />
      </Button>
    </div>
  );
}
