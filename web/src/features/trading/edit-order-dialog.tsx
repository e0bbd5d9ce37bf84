import { type FormEvent, useState } from "react";
import type { BrokerAccount, Order, OrderChange } from "@/api/types";
import { useI18n } from "@/i18n";
import { decimalInput } from "@/lib/decimal-input";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { useEditOrder } from "./api";
import { hasLimit, hasStop } from "./draft";
import { PriceField } from "./price-field";
import { fieldsOf } from "./refusal";
import { RefusalNotice } from "./refusal-notice";
import { ExitPrices } from "./ticket-fields";

interface EditOrderDialogProps {
  account: BrokerAccount;
  order: Order;
  onClose: () => void;
}

const NAMES = ["quantity", "limit_price", "stop_price", "take_profit", "stop_loss", "stop_loss_limit"] as const;
type Values = Record<(typeof NAMES)[number], string>;

const valuesOf = (order: Order) => Object.fromEntries(NAMES.map((name) => [name, order[name] ?? ""])) as Values;

/** Changes amount, prices, target and stop of an order. Only what was changed is sent; an emptied target or stop is taken away. */
export function EditOrderDialog({ account, order, onClose }: EditOrderDialogProps) {
  const { t } = useI18n();
  // As it was when the dialog opened: it may be filled in part meanwhile, which must not change what is typed.
  const [before] = useState(() => valuesOf(order));
  const [values, setValues] = useState(before);
  const edit = useEditOrder(account.id, order.id);
  const errors = fieldsOf(edit.error);
  const set = (name: keyof Values, value: string) => setValues({ ...values, [name]: value });
  const changed = NAMES.filter((name) => values[name] !== before[name]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (changed.length === 0) return onClose();
    const body: OrderChange = Object.fromEntries(changed.map((name) => [name, decimalInput(values[name])]));
    edit.mutate(body, { onSuccess: onClose });
  };
  const field = (name: "quantity" | "limit_price" | "stop_price", label: string) => (
    <PriceField
      label={label}
      error={errors[name]}
      required
      value={values[name]}
      onChange={(event) => set(name, event.target.value)}
    />
  );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("orders.edit.title", { symbol: order.symbol })}
      description={t("orders.edit.body")}
    >
      <form onSubmit={submit} className="grid grid-cols-1 gap-4">
        {order.quantity !== null && field("quantity", t("ticket.quantity"))}
        {hasStop(order.type) && field("stop_price", t("ticket.stopPrice"))}
        {hasLimit(order.type) && field("limit_price", t("ticket.limitPrice"))}
        {order.role === "main" && !order.reduce_only && <ExitPrices values={values} errors={errors} onChange={set} />}
        {Object.keys(errors).length === 0 && <RefusalNotice error={edit.error} />}
        <Button type="submit" look="primary" busy={edit.isPending} className="justify-self-start">
          {t("orders.edit.submit")}
        </Button>
      </form>
    </Dialog>
  );
}
