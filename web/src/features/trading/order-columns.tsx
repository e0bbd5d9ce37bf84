import type { Order } from "@/api/types";
import { useI18n } from "@/i18n";
import { wordOf } from "@/i18n/words";
import type { DataColumn } from "@/ui/data-table";
import { OrderBadge, SideBadge } from "./badges";

/** How orders are shown in a table. */
export function useOrderColumns(onOpen: (id: string) => void): DataColumn<Order>[] {
  const { t, format } = useI18n();
  const prices = ({ stop_price, limit_price, average_price }: Order) =>
    [
      average_price && t("orders.at", { price: format.decimal(average_price) }),
      !average_price && stop_price && t("orders.stopAt", { price: format.decimal(stop_price) }),
      !average_price && limit_price && t("orders.limitAt", { price: format.decimal(limit_price) }),
    ]
      .filter(Boolean)
      .join(", ");
  const amount = ({ quantity, notional, filled_quantity }: Order) =>
    quantity === null
      ? format.decimal(notional ?? "0")
      : `${format.decimal(filled_quantity)} / ${format.decimal(quantity)}`;
  const kind = ({ type, role, origin }: Order) => {
    if (role !== "main") return wordOf(t, "order.role", role);
    const name = t(`order.type.${type}`);
    return origin === "exit" ? `${name}, ${t("history.closes")}` : name;
  };
  return [
    {
      id: "symbol",
      header: t("ticket.symbol"),
      cell: ({ id, symbol, side }) => (
        <span className="flex items-center gap-2">
          <button
            type="button"
            onClick={() => onOpen(id)}
            className="rounded font-semibold whitespace-nowrap hover:underline"
          >
            {symbol}
          </button>
          <SideBadge side={side} />
        </span>
      ),
    },
    {
      id: "type",
      header: t("ticket.type"),
      cell: (order) => <span className="whitespace-nowrap">{kind(order)}</span>,
    },
    {
      id: "filled",
      header: t("orders.filled"),
      right: true,
      cell: (order) => <span className="whitespace-nowrap">{amount(order)}</span>,
    },
    {
      id: "price",
      header: t("preview.price"),
      right: true,
      cell: (order) => <span className="whitespace-nowrap">{prices(order) || "–"}</span>,
    },
    {
      id: "status",
      header: t("orders.status"),
      cell: ({ status, created_at }) => (
        <>
          <OrderBadge status={status} />
          <time
            dateTime={created_at}
            title={t("orders.placedAt", { when: format.instant(created_at) })}
            className="tabular block pt-0.5 text-xs whitespace-nowrap text-muted"
          >
            {format.brief(created_at)}
          </time>
        </>
      ),
    },
  ];
}
