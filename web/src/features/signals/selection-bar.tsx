import { Camera } from "lucide-react";
import type { Signal } from "@/api/types";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { SelectionBar as Bar } from "@/ui/selection-bar";
import { useReplayScreenshots } from "./api";

/** What can be done with the selected signals together. */
export function SelectionBar({ signals, onClear }: { signals: readonly Signal[]; onClear: () => void }) {
  const { t } = useI18n();
  const replay = useReplayScreenshots();
  const ids = signals.map((signal) => signal.id);
  return (
    <Bar
      label={t("signals.selected", { count: ids.length })}
      clearLabel={t("signals.selected.clear")}
      onClear={onClear}
    >
      <Button
        look="primary"
        size="small"
        busy={replay.isPending}
        onClick={() => replay.mutate(ids, { onSuccess: onClear })}
      >
        <Camera aria-hidden />
        {t("signals.replay")}
      </Button>
    </Bar>
  );
}
