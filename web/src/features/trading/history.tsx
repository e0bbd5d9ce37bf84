import { useInfiniteQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import type { BrokerAccount, Execution } from "@/api/types";
import { useI18n } from "@/i18n";
import { saveFile } from "@/lib/save-file";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { DataTable } from "@/ui/data-table";
import { LoadMore } from "@/ui/load-more";
import { ErrorState, SkeletonRows } from "@/ui/states";
import { Tab, TabList, TabPanel, Tabs } from "@/ui/tabs";
import { executionsQuery, orderHistoryQuery, useAuditFile } from "./api";
import { SideBadge } from "./badges";
import { useOrderColumns } from "./order-columns";

interface HistoryProps {
  account: BrokerAccount;
  onOpen: (id: string) => void;
}

/** Everything that was ordered and filled, the newest first; and all of it as a file. */
export function History({ account, onOpen }: HistoryProps) {
  const { t } = useI18n();
  const file = useAuditFile(account.id);
  const save = () =>
    file.mutate(undefined, {
      onSuccess: (data) => {
        const day = new Date().toISOString().slice(0, 10);
        saveFile(data as unknown as Blob, `order-audit-${day}.csv`);
      },
    });
  return (
    <section>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-[0.9375rem] font-semibold">{t("history.title")}</h2>
        <Button size="small" busy={file.isPending} onClick={save}>
          <Download aria-hidden />
          {t("history.csv")}
        </Button>
      </div>
      <Tabs defaultValue="orders">
        <TabList aria-label={t("history.title")} className="mb-3">
          <Tab value="orders">{t("history.orders")}</Tab>
          <Tab value="executions">{t("history.executions")}</Tab>
        </TabList>
        <TabPanel value="orders">
          <Orders account={account} onOpen={onOpen} />
        </TabPanel>
        <TabPanel value="executions">
          <Executions account={account} onOpen={onOpen} />
        </TabPanel>
      </Tabs>
    </section>
  );
}

function Orders({ account, onOpen }: HistoryProps) {
  const { t } = useI18n();
  const list = useInfiniteQuery(orderHistoryQuery(account.id));
  const columns = useOrderColumns(onOpen);
  const orders = list.data?.pages.flatMap((page) => page.data);
  if (orders === undefined) return <Waiting list={list} />;
  return (
    <>
      {orders.length === 0 ? (
        <Nothing text={t("history.orders.empty")} />
      ) : (
        <DataTable label={t("history.orders")} rows={orders} rowKey={({ id }) => id} columns={columns} />
      )}
      <LoadMore list={list} />
    </>
  );
}

function Executions({ account, onOpen }: HistoryProps) {
  const { t } = useI18n();
  const list = useInfiniteQuery(executionsQuery(account.id));
  const executions = list.data?.pages.flatMap((page) => page.data);
  if (executions === undefined) return <Waiting list={list} />;
  return (
    <>
      {executions.length === 0 ? (
        <Nothing text={t("history.executions.empty")} />
      ) : (
        <ExecutionTable executions={executions} currency={account.currency} onOpen={onOpen} />
      )}
      <LoadMore list={list} />
    </>
  );
}

interface ExecutionTableProps {
  executions: readonly Execution[];
  currency: string;
  onOpen: (id: string) => void;
}

function ExecutionTable({ executions, currency, onOpen }: ExecutionTableProps) {
  const { t, format } = useI18n();
  return (
    <DataTable
      label={t("history.executions")}
      rows={executions}
      rowKey={({ id }) => id}
      columns={[
        {
          id: "symbol",
          header: t("ticket.symbol"),
          cell: ({ symbol, side, is_close, order_id }) => (
            <span className="flex items-center gap-2">
              <button
                type="button"
                onClick={() => onOpen(order_id)}
                className="rounded font-semibold whitespace-nowrap hover:underline"
              >
                {symbol}
              </button>
              <SideBadge side={side} />
              {is_close && <Badge>{t("history.closes")}</Badge>}
            </span>
          ),
        },
        {
          id: "quantity",
          header: t("ticket.quantity"),
          right: true,
          cell: ({ quantity }) => format.decimal(quantity),
        },
        { id: "price", header: t("preview.price"), right: true, cell: ({ price }) => format.decimal(price) },
        { id: "fee", header: t("history.fee"), right: true, cell: ({ fee }) => format.money(fee, currency) },
        {
          id: "at",
          header: t("history.at"),
          cell: ({ at }) => (
            <time dateTime={at} title={format.instant(at)} className="tabular whitespace-nowrap text-muted">
              {format.brief(at)}
            </time>
          ),
        },
      ]}
    />
  );
}

function Waiting({ list }: { list: { isError: boolean; error: unknown; refetch: () => unknown } }) {
  if (list.isError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  return <SkeletonRows rows={3} />;
}

function Nothing({ text }: { text: string }) {
  return <p className="card px-4 py-6 text-center text-sm text-muted">{text}</p>;
}
