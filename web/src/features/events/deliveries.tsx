import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { FilterX, Send } from "lucide-react";
import { useState } from "react";
import type { EventDelivery } from "@/api/types";
import { useI18n } from "@/i18n";
import { wordOf } from "@/i18n/words";
import { useCleanSearch } from "@/lib/use-clean-search";
import { Badge, type Tone } from "@/ui/badge";
import { DataTable } from "@/ui/data-table";
import { ChoiceFilter, FilterPanel } from "@/ui/filters";
import { LoadMore } from "@/ui/load-more";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states";
import { type DeliveryFilter, deliveriesQuery, endpointsQuery } from "./api";
import { DeliverySheet } from "./delivery-sheet";
import { ALL_TYPES, DELIVERY_STATUSES, parseDeliverySearch } from "./search";

const TONES: Record<string, Tone | undefined> = { delivered: "gain", failed: "loss", pending: "info" };

export function DeliveryBadge({ status }: { status: string }) {
  const { t } = useI18n();
  return <Badge tone={TONES[status] ?? "neutral"}>{wordOf(t, "delivery.status", status)}</Badge>;
}

/** The log of what was sent, the newest first. One opens above the list. */
export function Deliveries() {
  const { t } = useI18n();
  const search = useCleanSearch("/app/access/events", parseDeliverySearch);
  const list = useInfiniteQuery({ ...deliveriesQuery(search), placeholderData: keepPreviousData });
  const endpoints = useQuery(endpointsQuery).data?.data ?? [];
  const urls = new Map<string, string>(endpoints.map(({ id, url }) => [id, url]));
  const [opened, setOpened] = useState<string | null>(null);
  const deliveries = list.data?.pages.flatMap((page) => page.data) ?? [];
  const filtered = Object.keys(search).length > 0;
  return (
    <div>
      <h2 className="mt-2 mb-3 text-[0.9375rem] font-semibold">{t("deliveries.title")}</h2>
      <Filters urls={urls} />
      {list.isPending ? (
        <SkeletonRows rows={4} />
      ) : list.isError && deliveries.length === 0 ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : deliveries.length === 0 ? (
        <EmptyState
          className="card"
          icon={filtered ? <FilterX aria-hidden /> : <Send aria-hidden />}
          title={t(filtered ? "grants.empty.filtered" : "deliveries.empty")}
        />
      ) : (
        <Table deliveries={deliveries} urls={urls} onOpen={setOpened} />
      )}
      <LoadMore list={list} />
      {opened !== null && <DeliverySheet id={opened} onClose={() => setOpened(null)} />}
    </div>
  );
}

function Filters({ urls }: { urls: ReadonlyMap<string, string> }) {
  const { t } = useI18n();
  const search = useCleanSearch("/app/access/events", parseDeliverySearch);
  const navigate = useNavigate({ from: "/access/events" });
  const set = (change: Partial<Record<keyof DeliveryFilter, string>>) =>
    navigate({ to: ".", search: (now) => parseDeliverySearch({ ...now, ...change }), replace: true });
  return (
    <FilterPanel count={Object.keys(search).length} onClear={() => navigate({ to: ".", search: {} })}>
      <ChoiceFilter
        label={t("deliveries.endpoint")}
        value={search.endpoint_id}
        onChange={(endpoint_id) => set({ endpoint_id })}
      >
        {[...urls].map(([id, url]) => (
          <option key={id} value={id}>
            {url}
          </option>
        ))}
      </ChoiceFilter>
      <ChoiceFilter label={t("deliveries.status")} value={search.status} onChange={(status) => set({ status })}>
        {DELIVERY_STATUSES.map((status) => (
          <option key={status} value={status}>
            {t(`delivery.status.${status}`)}
          </option>
        ))}
      </ChoiceFilter>
      <ChoiceFilter
        label={t("deliveries.event")}
        value={search.event_type}
        onChange={(event_type) => set({ event_type })}
      >
        {ALL_TYPES.map((type) => (
          <option key={type} value={type}>
            {t(`event.${type}`)}
          </option>
        ))}
      </ChoiceFilter>
    </FilterPanel>
  );
}

interface TableProps {
  deliveries: readonly EventDelivery[];
  urls: ReadonlyMap<string, string>;
  onOpen: (id: string) => void;
}

function Table({ deliveries, urls, onOpen }: TableProps) {
  const { t, format } = useI18n();
  return (
    <DataTable
      label={t("deliveries.title")}
      rows={deliveries}
      rowKey={(delivery) => delivery.id}
      columns={[
        {
          id: "at",
          header: t("health.at"),
          cell: (delivery) => (
            <time
              dateTime={delivery.created_at}
              title={format.instant(delivery.created_at)}
              className="tabular whitespace-nowrap text-muted"
            >
              {format.brief(delivery.created_at)}
            </time>
          ),
        },
        {
          id: "event",
          header: t("deliveries.event"),
          cell: (delivery) => (
            <button
              type="button"
              onClick={() => onOpen(delivery.id)}
              className="rounded text-left font-semibold whitespace-nowrap hover:underline"
            >
              {t(`event.${delivery.event_type}`)}
            </button>
          ),
        },
        {
          id: "endpoint",
          header: t("deliveries.endpoint"),
          cell: (delivery) => (
            <span className="block max-w-72 truncate font-mono text-xs">
              {urls.get(delivery.endpoint_id) ?? delivery.endpoint_id}
            </span>
          ),
        },
        {
          id: "status",
          header: t("deliveries.status"),
          cell: (delivery) => <DeliveryBadge status={delivery.status} />,
        },
        { id: "http", header: t("health.http"), right: true, cell: (delivery) => delivery.http_status ?? "–" },
        { id: "tries", header: t("deliveries.tries"), right: true, cell: (delivery) => format.number(delivery.tries) },
        {
          id: "next",
          header: t("deliveries.next"),
          cell: (delivery) => (
            <span className="whitespace-nowrap">
              {delivery.next_try_at ? format.relative(delivery.next_try_at) : "–"}
            </span>
          ),
        },
      ]}
    />
  );
}
