import { useQuery } from "@tanstack/react-query";
import { Link, type LinkProps } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { useI18n } from "@/i18n";
import { configQuery } from "./api";

interface Notice {
  text: string;
  action?: { label: string; to: LinkProps["to"] };
}

/** What keeps alerts from becoming signals, or signals from having a chart, said where one looks for signals. */
export function Notices() {
  const { t, format } = useI18n();
  const { data: config } = useQuery(configQuery);
  if (config === undefined) return null;
  const { quota, quota_mode: mode, cookies, webhook } = config;
  const notices: Notice[] = [];
  if (webhook.disabled) {
    notices.push({
      text: t("notice.disabled"),
      action: { label: t("notice.disabled.action"), to: "/alerts" },
    });
  }
  if (mode === "strict" && quota.limit !== null && quota.used >= quota.limit) {
    notices.push({ text: t("notice.quota", { when: format.date(quota.resets_at) }) });
  }
  if (cookies.set && cookies.valid === false) {
    notices.push({
      text: t("notice.cookies"),
      action: { label: t("notice.cookies.action"), to: "/settings/charts" },
    });
  }
  if (notices.length === 0) return null;
  return (
    <ul className="mb-4 grid gap-2">
      {notices.map(({ text, action }) => (
        <li
          key={text}
          className="flex items-start gap-2.5 rounded-lg bg-warn-soft px-3 py-2.5 text-[0.8125rem] text-warn"
        >
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>
            {text}{" "}
            {action && (
              <Link to={action.to} className="rounded font-medium underline underline-offset-2">
                {action.label}
              </Link>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
