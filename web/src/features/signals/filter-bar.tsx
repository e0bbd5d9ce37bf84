import { useNavigate } from "@tanstack/react-router";
import { useI18n } from "@/i18n";
import { useCleanSearch } from "@/lib/use-clean-search";
import { ChoiceFilter, DayFilter, FilterPanel, TextFilter } from "@/ui/filters";
import {
  activeFilters,
  DIRECTIONS,
  parseSignalSearch,
  RESULTS,
  SHOTS,
  type SignalFilters,
  withoutFilters,
} from "./search";

/** The filters of the list. They live in the URL, so that a filtered list can be shared, kept and gone back to. */
export function FilterBar() {
  const { t } = useI18n();
  const search = useCleanSearch("/app/signals", parseSignalSearch);
  const navigate = useNavigate({ from: "/signals" });

  const set = (change: Partial<Record<keyof SignalFilters, string>>) =>
    navigate({ to: ".", search: (now) => parseSignalSearch({ ...now, ...change }), replace: true });
  const clear = () => navigate({ to: ".", search: withoutFilters });

  return (
    <FilterPanel count={activeFilters(search)} onClear={clear}>
      <TextFilter
        label={t("signals.filter.ticker")}
        value={search.ticker}
        placeholder="BTCUSDT"
        onChange={(ticker) => set({ ticker })}
      />
      <TextFilter
        label={t("signals.filter.strategy")}
        value={search.strategy}
        onChange={(strategy) => set({ strategy })}
      />
      <ChoiceFilter label={t("signals.filter.result")} value={search.result} onChange={(result) => set({ result })}>
        {RESULTS.map((result) => (
          <option key={result} value={result}>
            {t(`result.${result}`)}
          </option>
        ))}
      </ChoiceFilter>
      <ChoiceFilter
        label={t("signals.filter.direction")}
        value={search.direction}
        onChange={(direction) => set({ direction })}
      >
        {DIRECTIONS.map((direction) => (
          <option key={direction} value={direction}>
            {t(`direction.${direction}`)}
          </option>
        ))}
      </ChoiceFilter>
      <ChoiceFilter label={t("signals.filter.status")} value={search.status} onChange={(status) => set({ status })}>
        {SHOTS.map((status) => (
          <option key={status} value={status}>
            {t(`shot.${status}`)}
          </option>
        ))}
      </ChoiceFilter>
      <DayFilter
        label={t("signals.filter.from")}
        value={search.from}
        max={search.to}
        onChange={(from) => set({ from })}
      />
      <DayFilter label={t("signals.filter.to")} value={search.to} min={search.from} onChange={(to) => set({ to })} />
    </FilterPanel>
  );
}
