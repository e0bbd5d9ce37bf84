import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { asProblem } from "@/api/problem";
import type { GrantDetail } from "@/api/types";
import { useI18n } from "@/i18n";
import { wordOf } from "@/i18n/words";
import { Sheet } from "@/ui/dialog";
import { Facts } from "@/ui/facts";
import { Notice } from "@/ui/notice";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states";
import { grantQuery } from "./api";
import { DriftBadge, Expiry, GrantBadge } from "./badges";
import { GrantActions } from "./grant-actions";
import { Changes, Log } from "./grant-history";

/** Everything about one grant, in a sheet above the list that it was opened from. */
export function GrantSheet() {
  const { t } = useI18n();
  const { grantId } = useParams({ from: "/app/access/grants/grants/$grantId" });
  const navigate = useNavigate();
  const { data: grant, error, refetch } = useQuery(grantQuery(grantId));
  const close = () => navigate({ to: "/access", search: true });
  const missing = error !== null && asProblem(error).status === 404;
  return (
    <Sheet
      open
      onOpenChange={(open) => {
        if (!open) void close();
      }}
      title={grant?.username ?? t(missing ? "grant.missing" : "grant.title")}
      description={grant?.script.title}
    >
      {grant ? (
        <Detail grant={grant} />
      ) : missing ? (
        <EmptyState icon={<SearchX aria-hidden />} title={t("grant.missing")} body={t("grant.missing.body")} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows rows={6} />
      )}
    </Sheet>
  );
}

function Detail({ grant }: { grant: GrantDetail }) {
  const { t, format } = useI18n();
  return (
    <div className="grid grid-cols-1 gap-6">
      <div className="grid gap-3">
        <div className="flex flex-wrap items-center gap-2">
          <GrantBadge grant={grant} />
          {grant.drift && <DriftBadge drift={grant.drift} />}
          <span className="ml-auto text-sm font-semibold">
            <Expiry at={grant.expires_at} live={grant.has_access} />
          </span>
        </div>
        {grant.failure && <Notice tone="loss">{t(`failure.${grant.failure}`)}</Notice>}
        <GrantActions grant={grant} />
      </div>
      <Facts
        facts={[
          [t("grant.fact.script"), grant.script.title],
          [t("grant.fact.granted"), grant.granted_at && format.instant(grant.granted_at)],
          [t("grant.fact.paid"), grant.paid_until !== grant.expires_at && <PaidUntil at={grant.paid_until} />],
          [t("grant.fact.ended"), grant.ended_at && format.instant(grant.ended_at)],
          [t("grant.fact.source"), wordOf(t, "grant.source", grant.source)],
          [
            t("grant.fact.id"),
            <span key="id" className="font-mono text-xs">
              {grant.id}
            </span>,
          ],
        ]}
      />
      <Section title={t("grant.changes")}>
        <Changes changes={grant.changes} />
      </Section>
      <Section title={t("grant.log")}>
        <Log lines={grant.log} />
      </Section>
    </div>
  );
}

function PaidUntil({ at }: { at: string | null }) {
  const { t } = useI18n();
  return at === null ? t("grant.unpaid") : <Expiry at={at} live={false} />;
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 text-sm font-semibold">{title}</h3>
      {children}
    </section>
  );
}
