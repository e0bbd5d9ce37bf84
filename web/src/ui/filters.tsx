/** Filters of a list, and the panel that holds them: folded on a phone, a row where there is room. */
import { ListFilter, X } from "lucide-react";
import { type ComponentProps, type ReactNode, useId, useState } from "react";
import { useI18n } from "@/i18n";
import { cn } from "@/lib/cn";
import { Button } from "./button";
import { Field, Input, Select } from "./field";

interface FilterPanelProps {
  /** How many filters are set. */
  count: number;
  onClear: () => void;
  children: ReactNode;
}

export function FilterPanel({ count, onClear, children }: FilterPanelProps) {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  const panelId = useId();
  return (
    <section aria-label={t("filter.label")} className="mb-4">
      <Button
        className="w-full justify-start md:hidden"
        aria-expanded={open}
        aria-controls={panelId}
        onClick={() => setOpen(!open)}
      >
        <ListFilter aria-hidden />
        {t("filter.label")}
        {count > 0 && <span className="ml-auto text-xs text-accent">{t("filter.active", { count })}</span>}
      </Button>
      <div
        id={panelId}
        className={cn(
          "grid-cols-2 gap-2 max-md:mt-2 md:grid md:grid-cols-[repeat(auto-fit,minmax(8.5rem,1fr))] md:items-end",
          open ? "grid" : "hidden",
        )}
      >
        {children}
        {count > 0 && (
          <Button look="ghost" onClick={onClear} className="max-md:col-span-2">
            <X aria-hidden />
            {t("filter.clear")}
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
export function TextFilter({
  label,
  value = "",
  onChange,
  placeholder,
  className,
}: FilterProps & { placeholder?: string; className?: string }) {
  return (
    <Field label={label} className={cn(compact, className)}>
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

interface ChoiceFilterProps extends FilterProps {
  /** What is shown while none is chosen, if that is not simply any. */
  none?: string;
  children: ReactNode;
}

/** One of the options, or none of them. */
export function ChoiceFilter({ label, value = "", onChange, none, children }: ChoiceFilterProps) {
  const { t } = useI18n();
  return (
    <Field label={label} className={compact}>
      <Select value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{none ?? t("filter.any")}</option>
        {children}
      </Select>
    </Field>
  );
}

export function DayFilter({
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
