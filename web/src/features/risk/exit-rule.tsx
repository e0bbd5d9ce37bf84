import { PriceField } from "@/features/trading/price-field";
import { useI18n } from "@/i18n";
import { Field, Select } from "@/ui/field";
import { EXIT_MODES, type ExitMode } from "./limits";

interface ExitRuleProps {
  label: string;
  value: { mode: ExitMode; percent: string };
  error: string | undefined;
  onChange: (value: { mode: ExitMode; percent: string }) => void;
}

/** Whether orders that open a position must have a stop or a target, or get one by themselves. */
export function ExitRule({ label, value, error, onChange }: ExitRuleProps) {
  const { t } = useI18n();
  return (
    <div className="grid content-start gap-3">
      <Field label={label} error={value.mode === "default" ? undefined : error}>
        <Select
          value={value.mode}
          onChange={(event) =>
            onChange({ ...value, mode: EXIT_MODES.find((mode) => mode === event.target.value) ?? value.mode })
          }
        >
          {EXIT_MODES.map((mode) => (
            <option key={mode} value={mode}>
              {t(`risk.exit.${mode}`)}
            </option>
          ))}
        </Select>
      </Field>
      {value.mode === "default" && (
        <PriceField
          label={t("risk.exit.percent", { exit: label })}
          hint={t("risk.unit.percent")}
          error={error}
          required
          value={value.percent}
          onChange={(event) => onChange({ ...value, percent: event.target.value })}
        />
      )}
    </div>
  );
}
