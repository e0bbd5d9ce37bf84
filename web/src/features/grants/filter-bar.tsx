import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { shareableQuery } from "@/features/scripts/api";
import { useI18n } from "@/i18n";
import { useCleanSearch } from "@/lib/use-clean-search";
import { ChoiceFilter, FilterPanel, TextFilter } from "@/ui/filters";
import { DRIFTS, type GrantSearch, parseGrantSearch, STATUSES, WITHIN_DAYS } from "./search";

/** The filters of the books. They live in the URL. */
export function FilterBar() {
  const { t } = useI18n();
  const search = useCleanSearch("/app/access/grants", parseGrantSearch);
  const navigate = useNavigate({ from: "/access" });
  const scripts = useQuery(shareableQuery).data ?? [];
  const set = (change: Partial<Record<keyof GrantSearch, string>>) =>
    navigate({ to: ".", search: (now) => parseGrantSearch({ ...now, ...change }), replace: true });
  const days = [...new Set([...WITHIN_DAYS, ...(search.within === undefined ? [] : [search.within])])];

  return (
    <FilterPanel count={Object.keys(search).length} onClear={() => navigate({ to: ".", search: {} })}>
      <TextFilter
        label={t("grants.filter.username")}
        value={search.username}
        onChange={(username) => set({ username })}
      />
      <ChoiceFilter label={t("grants.filter.script")} value={search.script} onChange={(script) => set({ script })}>
        {scripts.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </ChoiceFilter>
      <ChoiceFilter label={t("grants.filter.status")} value={search.status} onChange={(status) => set({ status })}>
        {STATUSES.map((status) => (
          <option key={status} value={status}>
            {t(`grant.status.${status}`)}
          </option>
        ))}
      </ChoiceFilter>
      <ChoiceFilter
        label={t("grants.filter.within")}
        value={search.within === undefined ? undefined : String(search.within)}
        onChange={(within) => set({ within })}
      >
        {days
          .sort((one, other) => one - other)
          .map((count) => (
            <option key={count} value={count}>
              {t("grants.filter.within.days", { count })}
            </option>
          ))}
      </ChoiceFilter>
      <ChoiceFilter label={t("grants.filter.drift")} value={search.drift} onChange={(drift) => set({ drift })}>
        {DRIFTS.map((drift) => (
          <option key={drift} value={drift}>
            {t(`drift.${drift}`)}
          </option>
        ))}
      </ChoiceFilter>
    </FilterPanel>
  );
}
