import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { FilterX, ShoppingBag } from "lucide-react";
import { useState } from "react";
import type { Purchase, PurchaseStatus } from "@/api/types";
import { useI18n } from "@/i18n";
import { useCleanSearch } from "@/lib/use-clean-search";
import { Badge, type Tone } from "@/ui/badge";
import { DataTable } from "@/ui/data-table";
import { ChoiceFilter, FilterPanel, TextFilter } from "@/ui/filters";
import { LoadMore } from "@/ui/load-more";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states";
import { type PurchaseFilter, purchasesQuery } from "./api";
import { PurchaseSheet } from "./purchase-sheet";
import { PURCHASE_KINDS, PURCHASE_STATUSES, parsePurchaseSearch } from "./search";

const TONES: Record<PurchaseStatus, Tone> = {
  received: "info",
  waiting_product: "warn",
  waiting_username: "warn",
  applying: "info",
  completed: "gain",
  failed: "loss",
  ignored: "neutral",
};

export function PurchaseBadge({ status }: { status: PurchaseStatus }) {
  const { t } = useI18n();
  return <Badge tone={TONES[status]}>{t(`purchase.status.${status}`)}</Badge>;
}

/** What shops told, the newest first. One opens above the list. */
export function Purchases() {
  const { t } = useI18n();
  const search = useCleanSearch("/app/access/sales", parsePurchaseSearch);
  const list = useInfiniteQuery({ ...purchasesQuery(search), placeholderData: keepPreviousData });
  const [opened, setOpened] = useState<string | null>(null);
  const purchases = list.data?.pages.flatMap((page) => page.data) ?? [];
  const filtered = Object.keys(search).length > 0;
  return (
    <div>
      <h2 className="mt-2 mb-3 text-[0.9375rem] font-semibold">{t("purchases.title")}</h2>
      <Filters />
      {list.isPending ? (
        <SkeletonRows rows={4} />
      ) : list.isError && purchases.length === 0 ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : purchases.length === 0 ? (
        <EmptyState
          className="card"
          icon={filtered ? <FilterX aria-hidden /> : <ShoppingBag aria-hidden />}
          title={t(filtered ? "grants.empty.filtered" : "purchases.empty.title")}
          body={filtered ? undefined : t("purchases.empty.body")}
        />
      ) : (
        <Table purchases={purchases} onOpen={setOpened} />
      )}
      <LoadMore list={list} />
      {opened !== null && <PurchaseSheet id={opened} onClose={() => setOpened(null)} />}
    </div>
  );
}

function Filters() {
  const { t } = useI18n();
  const search = useCleanSearch("/app/access/sales", parsePurchaseSearch);
  const navigate = useNavigate({ from: "/access/sales" });
  const set = (change: Partial<Record<keyof PurchaseFilter, string>>) =>
    navigate({ to: ".", search: (now) => parsePurchaseSearch({ ...now, ...change }), replace: true });
  return (
    <FilterPanel count={Object.keys(search).length} onClear={() => navigate({ to: ".", search: {} })}>
      <ChoiceFilter label={t("purchases.status")} value={search.status} onChange={(status) => set({ status })}>
        {PURCHASE_STATUSES.map((status) => (
          <option key={status} value={status}>
            {t(`purchase.status.${status}`)}
          </option>
        ))}
      </ChoiceFilter>
      <ChoiceFilter label={t("purchases.kind")} value={search.kind} onChange={(kind) => set({ kind })}>
        {PURCHASE_KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {t(`purchase.kind.${kind}`)}
          </option>
        ))}
      </ChoiceFilter>
      <TextFilter label={t("purchases.product")} value={search.product} onChange={(product) => set({ product })} />
      <TextFilter label={t("purchases.email")} value={search.email} onChange={(email) => set({ email })} />
      <TextFilter label={t("purchases.username")} value={search.username} onChange={(username) => set({ username })} />
      <TextFilter label={t("purchases.order")} value={search.order_id} onChange={(order_id) => set({ order_id })} />
    </FilterPanel>
  );
}

function Table({ purchases, onOpen }: { purchases: readonly Purchase[]; onOpen: (id: string) => void }) {
  const { t, format } = useI18n();
  return (
    <DataTable
      label={t("purchases.title")}
      rows={purchases}
      rowKey={(purchase) => purchase.id}
      columns={[
        {
          id: "at",
          header: t("purchases.at"),
          cell: (purchase) => (
            <time
              dateTime={purchase.created_at}
              title={format.instant(purchase.created_at)}
              className="tabular whitespace-nowrap text-muted"
            >
              {format.brief(purchase.created_at)}
            </time>
          ),
        },
        {
          id: "buyer",
          header: t("purchases.buyer"),
          cell: (purchase) => (
            <button
              type="button"
              onClick={() => onOpen(purchase.id)}
              className="relative rounded text-left font-semibold hover:underline"
            >
              {purchase.username ?? purchase.given_name ?? purchase.email ?? purchase.event_id}
              <span className="sr-only">
                : {t(`purchase.kind.${purchase.kind}`)}, {purchase.product}
              </span>
            </button>
          ),
        },
        { id: "kind", header: t("purchases.kind"), cell: (purchase) => t(`purchase.kind.${purchase.kind}`) },
        {
          id: "product",
          header: t("purchases.product"),
          cell: (purchase) => <code className="font-mono text-xs">{purchase.product}</code>,
        },
        { id: "order", header: t("purchases.order"), cell: (purchase) => purchase.order_id ?? "–" },
        { id: "status", header: t("purchases.status"), cell: (purchase) => <PurchaseBadge status={purchase.status} /> },
      ]}
    />
  );
}
