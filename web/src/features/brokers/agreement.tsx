import type { BrokerAgreement } from "@/api/types";
import { useI18n } from "@/i18n";
import { Checkbox } from "@/ui/field";
import { ScrollBox } from "@/ui/scroll-box";

/** The risk disclosure and the terms, to be read and accepted before anything is traded. */
export function Agreement({ agreement }: { agreement: BrokerAgreement }) {
  const { t } = useI18n();
  const texts = [
    { title: t("agreement.risks"), text: agreement.risks },
    { title: t("agreement.terms"), text: agreement.terms },
  ];
  return (
    <fieldset className="grid grid-cols-1 gap-3 rounded-lg border border-line bg-sunken p-3.5 text-[0.8125rem]">
      <legend className="sr-only">{t("agreement.title")}</legend>
      <p className="font-medium">{t("agreement.title")}</p>
      <ul className="grid list-disc gap-1 pl-5 text-muted">
        <li>{t("agreement.1")}</li>
        <li>{t("agreement.2")}</li>
        <li>{t("agreement.3")}</li>
      </ul>
      <ScrollBox label={t("agreement.text", { version: agreement.version })} className="max-h-52 rounded-lg">
        <p className="mb-2 text-xs text-muted">{t("agreement.text", { version: agreement.version })}</p>
        {texts.map(({ title, text }) => (
          <section key={title} className="mb-3 last:mb-0">
            <h3 className="mb-1 font-semibold">{title}</h3>
            <blockquote lang="en" className="border-l-2 border-line-strong pl-3 text-pretty whitespace-pre-line">
              {text}
            </blockquote>
          </section>
        ))}
      </ScrollBox>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is the Checkbox inside */}
      <label className="flex items-start gap-2.5 font-medium">
        <Checkbox name="agreement" required className="mt-0.5" />
        {t("agreement.accept")}
      </label>
    </fieldset>
  );
}
