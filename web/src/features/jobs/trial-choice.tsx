import { useI18n } from "@/i18n";
import { Checkbox } from "@/ui/field";

/** Whether access is only given to who never had any. */
export function TrialChoice({ checked, onChange }: { checked: boolean; onChange: (checked: boolean) => void }) {
  const { t } = useI18n();
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the Checkbox inside
    <label className="flex items-start gap-2.5 text-sm">
      <Checkbox className="mt-0.5" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>
        {t("give.trial")}
        <span className="block text-xs text-muted">{t("give.trial.hint")}</span>
      </span>
    </label>
  );
}
