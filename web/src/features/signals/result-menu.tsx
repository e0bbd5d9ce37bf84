import { ChevronDown } from "lucide-react";
import type { Signal, SignalResult } from "@/api/types";
import { toastProblem } from "@/app/toasts";
import { useI18n } from "@/i18n";
import { MenuChoice, MenuContent, MenuRoot, MenuTrigger } from "@/ui/menu";
import { useUpdateSignal } from "./api";
import { RESULT_LOOKS, ResultBadge } from "./badges";
import { RESULTS } from "./search";

/** Shows the result and sets it, without leaving the list. */
export function ResultMenu({ signal }: { signal: Signal }) {
  const { t } = useI18n();
  const update = useUpdateSignal(signal.id);
  const choose = (next: string) => {
    const result = next as SignalResult;
    if (result !== signal.result) update.mutate({ result, version: signal.version }, { onError: toastProblem });
  };
  return (
    <MenuRoot>
      <MenuTrigger asChild>
        <button
          type="button"
          aria-busy={update.isPending}
          aria-label={`${t("signal.result.change", { symbol: signal.symbol })}: ${t(`result.${signal.result}`)}`}
          className="group inline-flex items-center gap-1 rounded-md pr-0.5 aria-busy:opacity-60"
        >
          <ResultBadge result={signal.result} />
          <ChevronDown aria-hidden className="size-3.5 text-muted" />
        </button>
      </MenuTrigger>
      <MenuContent align="start">
        <MenuChoice
          label={t("signals.column.result")}
          value={signal.result}
          onValueChange={choose}
          options={RESULTS.map((value) => {
            const Icon = RESULT_LOOKS[value].icon;
            return {
              value,
              label: (
                <>
                  <Icon aria-hidden />
                  {t(`result.${value}`)}
                </>
              ),
            };
          })}
        />
      </MenuContent>
    </MenuRoot>
  );
}
