import { useId } from "react";
import { useI18n } from "@/i18n";
import { cn } from "@/lib/cn";
import { Input, Select } from "@/ui/field";
import { type Term, type TermUnit, UNITS } from "./term";

interface TermFieldProps {
  label: string;
  hint?: string;
  error?: string | undefined;
  value: Term;
  onChange: (term: Term) => void;
  /** What besides durations can be chosen: the script's default in these words, an exact day. */
  defaultLabel?: string;
  until?: boolean;
}

/** A number and its unit; or the end of a day. */
export function TermField({ label, hint, error, value, onChange, defaultLabel, until }: TermFieldProps) {
  const { t, timezone } = useI18n();
  const id = useId();
  const counted = value.unit !== "default" && value.unit !== "until" && value.unit !== "L";
  const units: TermUnit[] = [
    ...(defaultLabel === undefined ? [] : ["default" as const]),
    ...UNITS,
    ...(until ? ["until" as const] : []),
  ];
  const shownHint = value.unit === "until" ? t("term.until.hint", { timezone }) : hint;
  const described = [shownHint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1.5 text-[0.8125rem] font-medium">{label}</legend>
      <div
        className={cn(
          "grid gap-2",
          counted && "grid-cols-[6rem_minmax(0,1fr)]",
          value.unit === "until" && "grid-cols-2",
        )}
      >
        {counted && (
          <Input
            type="number"
            min={1}
            max={9999}
            required
            aria-label={t("term.number")}
            aria-describedby={described}
            aria-invalid={Boolean(error)}
            value={value.count}
            onChange={(event) => onChange({ ...value, count: event.target.value })}
          />
        )}
        <Select
          aria-label={t("term.unit")}
          aria-describedby={described}
          value={value.unit}
          onChange={(event) =>
            onChange({ ...value, unit: units.find((unit) => unit === event.target.value) ?? value.unit })
          }
        >
          {units.map((unit) => (
            <option key={unit} value={unit}>
              {unit === "default" ? defaultLabel : t(`term.unit.${unit}`)}
            </option>
          ))}
        </Select>
        {value.unit === "until" && (
          <Input
            type="date"
            required
            aria-label={t("term.day")}
            aria-describedby={described}
            aria-invalid={Boolean(error)}
            value={value.day}
            onChange={(event) => onChange({ ...value, day: event.target.value })}
          />
        )}
      </div>
      {shownHint && (
        <p id={`${id}-hint`} className="text-xs text-muted">
          {shownHint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="text-xs font-medium text-loss">
          {error}
        </p>
      )}
    </fieldset>
  );
}

/** How long access is to be given for: a duration, a day, or as each script says. */
export function GrantTermField(
  props: Pick<TermFieldProps, "error" | "value" | "onChange"> & Partial<Pick<TermFieldProps, "label" | "hint">>,
) {
  const { t } = useI18n();
  return (
    <TermField
      label={t("give.term")}
      hint={t("give.term.hint")}
      {...props}
      defaultLabel={t("term.unit.default")}
      until
    />
  );
}
