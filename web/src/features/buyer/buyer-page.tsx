import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Clock, Link2Off } from "lucide-react";
import { asProblem } from "@/api/problem";
import type { BuyerPurchase } from "@/api/types";
import { BrandMark } from "@/app/brand";
import { LanguageSelect } from "@/app/language-select";
import { useI18n } from "@/i18n";
import { useTitle } from "@/lib/use-title";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states";
import { purchaseQuery } from "./api";
import { Standing } from "./standing";

/** What somebody bought, and who they are on TradingView: for whoever has the link from the mail. */
export function BuyerPage() {
  const { t } = useI18n();
  useTitle(t("buyer.title"));
  const { link } = useParams({ from: "/buyer/$link" });
  const query = useQuery(purchaseQuery(link));
  return (
    <div className="mx-auto flex min-h-dvh max-w-xl flex-col px-4 py-6 sm:px-6">
      <header className="flex items-center justify-between">
        <span className="flex items-center gap-2.5 font-semibold tracking-tight">
          <BrandMark />
          pinewire
        </span>
        <LanguageSelect />
      </header>
      <main className="my-auto py-8">
        {query.data ? (
          <Bought purchase={query.data} link={link} />
        ) : query.error ? (
          <NoPurchase error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <SkeletonRows rows={4} />
        )}
      </main>
    </div>
  );
}

function Bought({ purchase, link }: { purchase: BuyerPurchase; link: string }) {
  const { t, format } = useI18n();
  return (
    <div className="card p-5 sm:p-7">
      <p className="text-[0.8125rem] text-muted">{t("buyer.title")}</p>
      <h1 className="text-xl font-semibold tracking-tight wrap-anywhere">{purchase.product}</h1>
      <p className="mt-1 text-[0.8125rem] text-muted">
        {[
          purchase.seller && t("buyer.from", { seller: purchase.seller }),
          t("buyer.at", { when: format.date(purchase.created_at) }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {purchase.scripts.length > 0 && (
        <div className="mt-4 text-sm">
          <p className="text-muted">{t("buyer.scripts")}</p>
          <ul className="mt-1 grid list-disc gap-0.5 pl-5">
            {purchase.scripts.map((script) => (
              <li key={script} className="wrap-anywhere">
                {script}
              </li>
            ))}
          </ul>
        </div>
      )}
      <Standing purchase={purchase} link={link} />
      <p className="mt-5 border-t border-line pt-4 text-xs text-muted">
        {t("buyer.until", { when: format.instant(purchase.link_expires_at) })}
      </p>
    </div>
  );
}

function NoPurchase({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useI18n();
  switch (asProblem(error).status) {
    case 404:
      return (
        <EmptyState
          wholePage
          className="card"
          icon={<Link2Off aria-hidden />}
          title={t("buyer.invalid.title")}
          body={t("buyer.invalid.body")}
        />
      );
    case 410:
      return (
        <EmptyState
          wholePage
          className="card"
          icon={<Clock aria-hidden />}
          title={t("buyer.expired.title")}
          body={t("buyer.expired.body")}
        />
      );
    default:
      return <ErrorState error={error} onRetry={onRetry} />;
  }
}
