import type { ApiProblem } from "@/api/problem";
import type { Translate } from "@/i18n";

/** What to tell a person about a refusal: our own words where the code is one that people meet often, else the server's. */
export function problemText(t: Translate, problem: ApiProblem): string {
  const seconds = problem.retryAfterSeconds ?? 60;
  switch (problem.code) {
    case "unreachable":
      return t("error.unreachable");
    case "unexpected":
      return t("error.unexpected");
    case "rate_limited":
      return t("error.rate_limited", { seconds });
    case "account_locked":
      return t("error.account_locked", { seconds });
    case "invalid_credentials":
      return t("error.invalid_credentials");
    case "email_taken":
      return t("error.email_taken");
    case "conflict":
      return t("error.conflict");
    case "cookies_rejected":
    case "captcha_required":
    case "two_factor_required":
    case "tradingview_credentials_rejected":
    case "tradingview_account_taken":
    case "tradingview_unavailable":
    case "not_connected":
    case "connection_dead":
    case "link_expired":
    case "plan_limit_reached":
      return t(`refusal.${problem.code}`);
    case "region_blocked":
    case "agreement_required":
    case "already_linked":
    case "account_taken":
    case "too_many_accounts":
    case "too_many_links":
      return t(`brokers.linkError.${problem.code}`);
    default:
      return problem.message;
  }
}
