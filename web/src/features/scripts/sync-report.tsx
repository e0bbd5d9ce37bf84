import type { SyncReport } from "@/api/types";
import { useI18n } from "@/i18n";

/** Which scripts a sync concerned; nothing where it concerned none. */
export function SyncReportView({ report }: { report: SyncReport }) {
  const { t } = useI18n();
  const parts = [
    { label: t("scripts.sync.report.added"), scripts: report.added },
    { label: t("scripts.sync.report.changed"), scripts: report.changed },
    { label: t("scripts.sync.report.removed"), scripts: report.removed },
    { label: t("scripts.sync.report.unlisted"), scripts: report.unlisted },
  ].filter(({ scripts }) => scripts.length > 0);
  if (parts.length === 0 && report.invalid.length === 0) return null;
  return (
    <details className="mt-2">
      <summary className="w-fit cursor-pointer rounded font-medium text-accent">{t("scripts.sync.report")}</summary>
      <dl className="mt-2 grid gap-2">
        {parts.map(({ label, scripts }) => (
          <div key={label}>
            <dt className="text-xs font-medium text-muted">{label}</dt>
            <dd>
              <ul className="grid list-disc gap-0.5 pl-5">
                {scripts.map((script) => (
                  <li key={script.pine_id} className="wrap-anywhere">
                    {script.title}
                    {script.fields && script.fields.length > 0 && (
                      <span className="text-muted"> ({script.fields.join(", ")})</span>
                    )}
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        ))}
        {report.invalid.length > 0 && (
          <div>
            <dt className="text-xs font-medium text-loss">{t("scripts.sync.report.invalid")}</dt>
            <dd>
              <ul className="grid list-disc gap-0.5 pl-5">
                {report.invalid.map((script) => (
                  <li key={script.pine_id} className="wrap-anywhere">
                    <span className="font-mono text-xs">{script.pine_id}</span>{" "}
                    {script.problems.map(({ field, message }) => `${field}: ${message}`).join("; ")}
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        )}
      </dl>
    </details>
  );
}
