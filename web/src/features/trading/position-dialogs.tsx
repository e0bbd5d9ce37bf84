/** What can be done with a position: close all or a part of it, turn it, protect it. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { BrokerAccount, Position } from "@/api/types";
import { useI18n } from "@/i18n";
import { decimalInput } from "@/lib/decimal-input";
import { Button } from "@/ui/button";
import { Confirm, Dialog } from "@/ui/dialog";
import { openOrdersQuery, useClosePosition, useProtectPosition, useReversePosition } from "./api";
import { exitsOf } from "./exits";
import { PriceField } from "./price-field";
import { fieldsOf } from "./refusal";
import { RefusalNotice } from "./refusal-notice";
import { ExitPrices } from "./ticket-fields";

interface PositionDialogProps {
  account: BrokerAccount;
  position: Position;
  onClose: () => void;
}

export function CloseDialog({ account, position, onClose }: PositionDialogProps) {
  const { t, format } = useI18n();
  const close = useClosePosition(account.id, position.id);
  const errors = fieldsOf(close.error);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const quantity = decimalInput(String(new FormData(event.currentTarget).get("quantity")));
    close.mutate(quantity === null ? {} : { quantity }, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("positions.close.title", { symbol: position.symbol })}
      description={t("positions.close.body")}
    >
      <form onSubmit={submit} className="grid grid-cols-1 gap-4">
        <PriceField
          label={t("ticket.quantity")}
          hint={t("positions.close.hint", { held: format.decimal(position.quantity.replace("-", "")) })}
          error={errors.quantity}
          name="quantity"
        />
        {errors.quantity === undefined && <RefusalNotice error={close.error} />}
        <Button type="submit" look="primary" busy={close.isPending} className="justify-self-start">
          {t("positions.close")}
        </Button>
      </form>
    </Dialog>
  );
}

export function ReverseDialog({ account, position, onClose }: PositionDialogProps) {
  const { t } = useI18n();
  const reverse = useReversePosition(account.id, position.id);
  return (
    <Confirm
      open
      onOpenChange={onClose}
      title={t("positions.reverse.title", { symbol: position.symbol })}
      body={t("positions.reverse.body")}
      confirm={t("positions.reverse")}
      busy={reverse.isPending}
      onConfirm={() => reverse.mutate(null, { onSettled: onClose })}
    />
  );
}

export function ProtectDialog({ account, position, onClose }: PositionDialogProps) {
  const { t } = useI18n();
  const protect = useProtectPosition(account.id, position.id);
  const orders = useInfiniteQuery(openOrdersQuery(account.id)).data?.pages.flatMap((page) => page.data) ?? [];
  // As it was when the dialog opened: news must not change what is typed.
  const [prices, setPrices] = useState(() => exitsOf(position, orders));
  const errors = fieldsOf(protect.error);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const body = {
      take_profit: decimalInput(prices.take_profit),
      stop_loss: decimalInput(prices.stop_loss),
      stop_loss_limit: decimalInput(prices.stop_loss_limit),
    };
    protect.mutate(body, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("positions.protect.title", { symbol: position.symbol })}
      description={t("positions.protect.body")}
    >
      <form onSubmit={submit} className="grid grid-cols-1 gap-4">
        <ExitPrices
          values={prices}
          errors={errors}
          onChange={(name, value) => setPrices({ ...prices, [name]: value })}
        />
        {Object.keys(errors).length === 0 && <RefusalNotice error={protect.error} />}
        <Button type="submit" look="primary" busy={protect.isPending} className="justify-self-start">
          {t("positions.protect.submit")}
        </Button>
      </form>
    </Dialog>
  );
}
