import { asLanguage, LANGUAGES, setLanguage, useI18n } from "@/i18n";
import { Select } from "@/ui/field";

/** For pages of visitors, who have no profile that says what they read. */
export function LanguageSelect() {
  const { t, language } = useI18n();
  return (
    <Select
      aria-label={t("language.label")}
      value={language}
      onChange={(event) => void setLanguage(asLanguage(event.target.value))}
      className="w-auto"
    >
      {LANGUAGES.map((value) => (
        <option key={value} value={value} lang={value}>
          {t(`language.${value}`)}
        </option>
      ))}
    </Select>
  );
}
