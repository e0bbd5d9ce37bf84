import { useQuery } from "@tanstack/react-query";
import type { BrokerAccount, Order, OrderDetail } from "@/api/types";
import { useI18n } from "@/i18n";
import { wordOf } from "@/i18n/words";
import { Sheet } from "@/ui/dialog";
import { Facts } from "@/ui/facts";
import { Loaded } from "@/ui/loaded";
import { Notice } from "@/ui/notice";
import { orderQuery } from "./api";
import { OrderBadge, SideBadge } from "./badges";

interface OrderSheetProps {
  account: BrokerAccount;
  id: string;
  onClose: () => void;
}

/** One order with its whole life. */
export function OrderSheet({ account, id, onClose }: OrderSheetProps) {
  const { t } = useI18n();
  const query = useQuery(orderQuery(account.id, id));
  return (
    <Sheet open onOpenChange={onClose} title={query.data?.order.symbol ?? t("orders.one")} description={id}>
      <Loaded query={query}>
        {({ order, events }) => (
          <div className="grid grid-cols-1 gap-5">
            <div className="flex flex-wrap items-center gap-2">
              <SideBadge side={order.side} />
              <OrderBadge status={order.status} />
              <span className="text-[0.8125rem] text-muted">{wordOf(t, "order.origin", order.origin)}</span>
            </div>
            {order.message && <Notice tone="loss">{order.message}</Notice>}
            <OrderFacts order={order} />
            <Life events={events} />
          </div>
        )}
      </Loaded>
    </Sheet>
  );
}

function OrderFacts({ order }: { order: Order }) {
  const { t, format } = useI18n();
  const number = (value: string | null) => value && format.decimal(value);
  return (
    <Facts
      facts={[
        [t("ticket.type"), order.role === "main" ? t(`order.type.${order.type}`) : wordOf(t, "order.role", order.role)],
        [t("ticket.quantity"), number(order.quantity)],
        [t("ticket.notional"), number(order.notional)],
        [t("orders.filled"), number(order.filled_quantity)],
        [t("positions.average"), number(order.average_price)],
        [t("ticket.limitPrice"), number(order.limit_price)],
        [t("ticket.stopPrice"), number(order.stop_price)],
        [t("exit.takeProfit"), number(order.take_profit)],
        [t("exit.stopLoss"), number(order.stop_loss)],
        [t("exit.stopLossLimit"), number(order.stop_loss_limit)],
        [t("ticket.duration"), t(`order.duration.${order.duration}`)],
        [t("ticket.until"), order.expires_at && format.instant(order.expires_at)],
        [t("orders.placed"), format.instant(order.created_at)],
        [t("orders.updated"), format.instant(order.updated_at)],
        [t("orders.venueId"), order.venue_order_id],
        [t("orders.venueStatus"), order.venue_status],
      ]}
    />
  );
}

interface EventFacts {
  status?: string;
  quantity?: string;
  price?: string;
  message?: string;
}

function Life({ events }: Pick<OrderDetail, "events">) {
  const { t, format } = useI18n();
  return (
    <section>
      <h3 className="mb-2 text-sm font-semibold">{t("orders.life")}</h3>
      <ol className="divide-y divide-line rounded-lg border border-line text-[0.8125rem]">
        {events.map(({ seq, at, kind, detail }) => {
          const { status, quantity, price, message } = detail as EventFacts;
          return (
            <li key={seq} className="grid gap-0.5 px-3 py-2">
              <p className="flex flex-wrap items-baseline gap-x-2">
                <span className="font-medium">
                  {kind === "order_changed" && status
                    ? wordOf(t, "order.status", status)
                    : wordOf(t, "order.event", kind)}
                </span>
                <time dateTime={at} className="tabular ml-auto text-xs text-muted">
                  {format.instant(at)}
                </time>
              </p>
              {quantity && quantity !== "0" && (
                <p className="tabular text-xs text-muted">
                  {price
                    ? t("orders.fillAt", { quantity: format.decimal(quantity), price: format.decimal(price) })
                    : format.decimal(quantity)}
                </p>
              )}
              {message && <p className="text-xs text-loss">{message}</p>}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
