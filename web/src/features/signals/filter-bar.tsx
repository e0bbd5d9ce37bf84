import { useNavigate, useSearch } from "@tanstack/react-router";
import { ListFilter, X } from "lucide-react";
import { type ComponentProps, type ReactNode, useId, useState } from "react";
import { useI18n } from "@/i18n";
import { cn } from "@/lib/cn";
import { Button } from "@/ui/button";
import { Field, Input, Select } from "@/ui/field";
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
  const search = useSearch({ from: "/app/signals" });
  const navigate = useNavigate({ from: "/signals" });
  const [open, setOpen] = useState(false);
  const panelId = useId();
  const count = activeFilters(search);

  const set = (change: Partial<Record<keyof SignalFilters, string>>) =>
    navigate({ to: ".", search: (now) => parseSignalSearch({ ...now, ...change }), replace: true });
  const clear = () => navigate({ to: ".", search: withoutFilters });

  return (
    <section aria-label={t("signals.filter.label")} className="mb-4">
      <Button
        className="w-full justify-start md:hidden"
        aria-expanded={open}
        aria-controls={panelId}
        onClick={() => setOpen(!open)}
      >
        <ListFilter aria-hidden />
        {t("signals.filter.label")}
        {count > 0 && <span className="ml-auto text-xs text-accent">{t("signals.filter.active", { count })}</span>}
      </Button>
      <div
        id={panelId}
        className={cn(
          "grid-cols-2 gap-2 max-md:mt-2 md:grid md:grid-cols-[repeat(auto-fit,minmax(8.5rem,1fr))] md:items-end",
          open ? "grid" : "hidden",
        )}
      >
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
        <Choice label={t("signals.filter.result")} value={search.result} onChange={(result) => set({ result })}>
          {RESULTS.map((result) => (
            <option key={result} value={result}>
              {t(`result.${result}`)}
            </option>
          ))}
        </Choice>
        <Choice
          label={t("signals.filter.direction")}
          value={search.direction}
          onChange={(direction) => set({ direction })}
        >
          {DIRECTIONS.map((direction) => (
            <option key={direction} value={direction}>
              {t(`direction.${direction}`)}
            </option>
          ))}
        </Choice>
        <Choice label={t("signals.filter.status")} value={search.status} onChange={(status) => set({ status })}>
          {SHOTS.map((status) => (
            <option key={status} value={status}>
              {t(`shot.${status}`)}
            </option>
          ))}
        </Choice>
        <DayFilter
          label={t("signals.filter.from")}
          value={search.from}
          max={search.to}
          onChange={(from) => set({ from })}
        />
        <DayFilter label={t("signals.filter.to")} value={search.to} min={search.from} onChange={(to) => set({ to })} />
        {count > 0 && (
          <Button look="ghost" onClick={clear} className="max-md:col-span-2">
            <X aria-hidden />
            {t("signals.filter.clear")}
          </Button>
        )}
      </div>
    </section>
  );
}

interface FilterProps {
  label: string;
  value: string | undefined;
  onChange: (value: string) => void;
}

const compact = "[&>label]:text-xs [&>label]:text-muted gap-1";

/** Takes effect on Enter, on leaving the field, and when it is emptied: not with every letter. */
function TextFilter({ label, value = "", onChange, placeholder }: FilterProps & { placeholder?: string }) {
  return (
    <Field label={label} className={compact}>
      <Input
        key={value}
        type="search"
        defaultValue={value}
        placeholder={placeholder}
        maxLength={100}
        spellCheck={false}
        autoCapitalize="off"
        onBlur={(event) => event.target.value !== value && onChange(event.target.value)}
        onKeyDown={(event) => event.key === "Enter" && onChange(event.currentTarget.value)}
        onInput={(event) => event.currentTarget.value === "" && value !== "" && onChange("")}
      />
    </Field>
  );
}

function Choice({ label, value = "", onChange, children }: FilterProps & { children: ReactNode }) {
  const { t } = useI18n();
  return (
    <Field label={label} className={compact}>
      <Select value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t("signals.filter.any")}</option>
        {children}
      </Select>
    </Field>
  );
}

function DayFilter({
  label,
  value = "",
  onChange,
  ...range
}: FilterProps & Pick<ComponentProps<"input">, "min" | "max">) {
  return (
    <Field label={label} className={compact}>
      <Input type="date" value={value} onChange={(event) => onChange(event.target.value)} className="px-2" {...range} />
    </Field>
  );
}
