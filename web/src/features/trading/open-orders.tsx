import { useInfiniteQuery } from "@tanstack/react-query";
import { Pencil, X } from "lucide-react";
import { useState } from "react";
import type { BrokerAccount, Order } from "@/api/types";
import { useI18n } from "@/i18n";
import { useEdited } from "@/lib/use-edited";
import { Button } from "@/ui/button";
import { type DataColumn, DataTable } from "@/ui/data-table";
import { Confirm } from "@/ui/dialog";
import { LoadMore } from "@/ui/load-more";
import { ErrorState, SkeletonRows } from "@/ui/states";
import { Tooltip } from "@/ui/tooltip";
import { openOrdersQuery, useCancelOrder } from "./api";
import { EditOrderDialog } from "./edit-order-dialog";
import { useOrderColumns } from "./order-columns";

/** Orders that may still change. */
export function OpenOrders({ account, onOpen }: { account: BrokerAccount; onOpen: (id: string) => void }) {
  const { t } = useI18n();
  const list = useInfiniteQuery(openOrdersQuery(account.id));
  const orders = list.data?.pages.flatMap((page) => page.data);
  const { edited, edit, close } = useEdited(orders);
  const [cancelling, setCancelling] = useState<Order | null>(null);
  const cancel = useCancelOrder(account.id);
  const end = () => setCancelling(null);
  const columns: DataColumn<Order>[] = [
    ...useOrderColumns(onOpen),
    {
      id: "actions",
      header: t("positions.actions"),
      cell: (order) => (
        <span className="flex gap-1.5">
          <Tooltip text={t("action.edit")}>
            <Button size="iconSmall" aria-label={t("action.edit")} onClick={() => edit(order)}>
              <Pencil aria-hidden />
            </Button>
          </Tooltip>
          <Tooltip text={t("orders.cancel")}>
            <Button size="iconSmall" look="danger" aria-label={t("orders.cancel")} onClick={() => setCancelling(order)}>
              <X aria-hidden />
            </Button>
          </Tooltip>
        </span>
      ),
    },
  ];
  return (
    <section>
      <h2 className="mb-3 text-[0.9375rem] font-semibold">{t("orders.open")}</h2>
      {orders === undefined ? (
        list.isError ? (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        ) : (
          <SkeletonRows rows={2} />
        )
      ) : orders.length === 0 ? (
        <p className="card px-4 py-6 text-center text-sm text-muted">{t("orders.open.empty")}</p>
      ) : (
        <DataTable label={t("orders.open")} rows={orders} rowKey={({ id }) => id} columns={columns} />
      )}
      <LoadMore list={list} />
      {edited && <EditOrderDialog account={account} order={edited} onClose={close} />}
      <Confirm
        open={cancelling !== null}
        onOpenChange={end}
        title={t("orders.cancel.title", { symbol: cancelling?.symbol ?? "" })}
        body={t("orders.cancel.body")}
        confirm={t("orders.cancel")}
        danger
        busy={cancel.isPending}
        onConfirm={() => cancelling && cancel.mutate(cancelling.id, { onSettled: end })}
      />
    </section>
  );
}
