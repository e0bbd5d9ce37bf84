import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { FilterX, Zap } from "lucide-react";
import type { AlertOrder, AlertOrderStatus } from "@/api/types";
import { accountsQuery } from "@/features/brokers/api";
import { SideBadge } from "@/features/trading/badges";
import { useI18n } from "@/i18n";
import { wordOf } from "@/i18n/words";
import { useCleanSearch } from "@/lib/use-clean-search";
import { Badge, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { DataTable } from "@/ui/data-table";
import { ChoiceFilter, FilterPanel } from "@/ui/filters";
import { LoadMore } from "@/ui/load-more";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states";
import { alertOrdersQuery, bindingsQuery, useDecide } from "./api";
import { ALERT_ORDER_STATUSES, parseAlertOrderSearch } from "./search";

const TONES: Record<AlertOrderStatus, Tone> = {
  skipped: "neutral",
  dry_run: "neutral",
  proposed: "warn",
  rejected: "neutral",
  expired: "neutral",
  sending: "info",
  placed: "gain",
  refused: "loss",
  failed: "loss",
};

/** What became of each alert, the newest first; proposals are decided here. */
export function Outcomes() {
  const { t } = useI18n();
  const search = useCleanSearch("/app/trader/alert-orders", parseAlertOrderSearch);
  const list = useInfiniteQuery({ ...alertOrdersQuery(search), placeholderData: keepPreviousData });
  const rows = list.data?.pages.flatMap((page) => page.data) ?? [];
  const filtered = Object.keys(search).length > 0;
  return (
    <section>
      <h2 className="mb-3 text-[0.9375rem] font-semibold">{t("outcomes.title")}</h2>
      <Filters />
      {list.isPending ? (
        <SkeletonRows rows={4} />
      ) : list.isError && rows.length === 0 ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : rows.length === 0 ? (
        <EmptyState
          className="card"
          icon={filtered ? <FilterX aria-hidden /> : <Zap aria-hidden />}
          title={t(filtered ? "grants.empty.filtered" : "outcomes.empty")}
        />
      ) : (
        <Table rows={rows} />
      )}
      <LoadMore list={list} />
    </section>
  );
}

function Filters() {
  const { t } = useI18n();
  const search = useCleanSearch("/app/trader/alert-orders", parseAlertOrderSearch);
  const bindings = useInfiniteQuery(bindingsQuery).data?.pages.flatMap((page) => page.data) ?? [];
  const navigate = useNavigate({ from: "/alert-orders" });
  const set = (change: Record<string, string>) =>
    navigate({ to: ".", search: (now) => parseAlertOrderSearch({ ...now, ...change }), replace: true });
  return (
    <FilterPanel count={Object.keys(search).length} onClear={() => navigate({ to: ".", search: {} })}>
      <ChoiceFilter label={t("orders.status")} value={search.status} onChange={(status) => set({ status })}>
        {ALERT_ORDER_STATUSES.map((status) => (
          <option key={status} value={status}>
            {t(`outcome.${status}`)}
          </option>
        ))}
      </ChoiceFilter>
      <ChoiceFilter
        label={t("outcomes.binding")}
        value={search.binding_id}
        onChange={(binding_id) => set({ binding_id })}
      >
        {bindings.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </ChoiceFilter>
    </FilterPanel>
  );
}

function Table({ rows }: { rows: readonly AlertOrder[] }) {
  const { t, format } = useI18n();
  const accounts = useQuery(accountsQuery).data?.data ?? [];
  const number = (value: string | null) => (value === null ? "–" : format.decimal(value));
  return (
    <DataTable
      label={t("outcomes.title")}
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        {
          id: "at",
          header: t("outcomes.at"),
          cell: ({ created_at, signal_id }) => (
            <Link
              to="/signals/$signalId"
              params={{ signalId: signal_id }}
              title={format.instant(created_at)}
              className="tabular rounded whitespace-nowrap text-accent hover:underline"
            >
              {format.brief(created_at)}
            </Link>
          ),
        },
        {
          id: "status",
          header: t("orders.status"),
          // The decision stands here, where a phone shows it without scrolling.
          cell: (row) => (
            <div className="grid justify-items-start gap-2">
              <Badge tone={TONES[row.status]}>{t(`outcome.${row.status}`)}</Badge>
              {row.status === "proposed" && <Decision row={row} />}
            </div>
          ),
        },
        {
          id: "what",
          header: t("outcomes.what"),
          cell: ({ symbol, side, action }) => (
            <span className="flex items-center gap-2">
              <span className="font-semibold">{symbol ?? "–"}</span>
              {side && <SideBadge side={side} />}
              {action && <span className="whitespace-nowrap text-muted">{wordOf(t, "outcome.action", action)}</span>}
            </span>
          ),
        },
        { id: "quantity", header: t("ticket.quantity"), right: true, cell: ({ quantity }) => number(quantity) },
        { id: "price", header: t("preview.price"), right: true, cell: ({ price }) => number(price) },
        {
          id: "why",
          header: t("outcomes.why"),
          cell: ({ detail, account_id }) => (
            <span className="block min-w-48 text-pretty">
              {detail ?? "–"}
              <span className="block text-xs text-muted">{accounts.find(({ id }) => id === account_id)?.name}</span>
            </span>
          ),
        },
      ]}
    />
  );
}

function Decision({ row }: { row: AlertOrder }) {
  const { t, format } = useI18n();
  const decide = useDecide(row.id);
  return (
    <div className="grid gap-1">
      <span className="flex gap-1.5">
        <Button size="small" look="primary" busy={decide.isPending} onClick={() => decide.mutate("approve")}>
          {t("proposal.approve")}
        </Button>
        <Button size="small" busy={decide.isPending} onClick={() => decide.mutate("reject")}>
          {t("proposal.reject")}
        </Button>
      </span>
      {row.expires_at && (
        <span className="text-xs whitespace-nowrap text-muted">
          {t("proposal.expires", { when: format.relative(row.expires_at) })}
        </span>
      )}
    </div>
  );
}
