/** The two cookies of a TradingView session, and how to find them. */
import { useI18n } from "@/i18n";
import { Field, Input } from "@/ui/field";

export function CookieFields({
  errors,
  onInput,
}: {
  errors: { sessionid: string | undefined; sessionid_sign: string | undefined };
  onInput?: () => void;
}) {
  const { t } = useI18n();
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <CookieField name="sessionid" label={t("cookies.sessionid")} error={errors.sessionid} onInput={onInput} />
        <CookieField
          name="sessionid_sign"
          label={t("cookies.sessionidSign")}
          error={errors.sessionid_sign}
          onInput={onInput}
        />
      </div>
      <p className="-mt-2 text-xs text-muted">{t("cookies.write")}</p>
      <details className="text-[0.8125rem]">
        <summary className="w-fit cursor-pointer rounded font-medium text-accent">{t("cookies.howto")}</summary>
        <ol className="mt-2 grid list-decimal gap-1 pl-5 text-muted">
          <li>{t("cookies.howto.1")}</li>
          <li>{t("cookies.howto.2")}</li>
          <li>{t("cookies.howto.3")}</li>
          <li>{t("cookies.howto.4")}</li>
        </ol>
      </details>
    </>
  );
}

interface CookieFieldProps {
  name: string;
  label: string;
  error: string | undefined;
  onInput: (() => void) | undefined;
}

function CookieField({ name, label, error, onInput }: CookieFieldProps) {
  return (
    <Field label={<span className="font-mono">{label}</span>} error={error}>
      <Input
        name={name}
        type="password"
        required
        autoComplete="off"
        spellCheck={false}
        maxLength={512}
        onInput={onInput}
        className="font-mono"
      />
    </Field>
  );
}
