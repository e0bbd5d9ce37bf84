import type { ConnectionState } from "@/api/types";
import { useI18n } from "@/i18n";
import { Checkbox } from "@/ui/field";

/** What is agreed to by connecting: the points in the reader's language, and the text that counts. */
export function Consent({ consent }: { consent: ConnectionState["consent"] }) {
  const { t, language } = useI18n();
  return (
    <fieldset className="grid gap-3 rounded-lg border border-line bg-sunken p-3.5 text-[0.8125rem]">
      <legend className="sr-only">{t("consent.title")}</legend>
      <p className="font-medium">{t("consent.title")}</p>
      <ul className="grid list-disc gap-1 pl-5 text-muted">
        <li>{t("consent.1")}</li>
        <li>{t("consent.2")}</li>
        <li>{t("consent.3")}</li>
        <li>{t("consent.4")}</li>
      </ul>
      <details open={language === "en"}>
        <summary className="w-fit cursor-pointer rounded font-medium text-accent">
          {t("consent.text", { version: consent.version })}
        </summary>
        <blockquote lang="en" className="mt-2 border-l-2 border-line-strong pl-3 text-pretty">
          {consent.text}
        </blockquote>
      </details>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is the Checkbox inside */}
      <label className="flex items-start gap-2.5 font-medium">
        <Checkbox name="consent" required className="mt-0.5" />
        {t("consent.agree")}
      </label>
    </fieldset>
  );
}
