import { useQuery } from "@tanstack/react-query";
import { MoreHorizontal } from "lucide-react";
import { useState } from "react";
import type { BrokerAccount, Position } from "@/api/types";
import { useI18n } from "@/i18n";
import { useEdited } from "@/lib/use-edited";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { DataTable } from "@/ui/data-table";
import { Loaded } from "@/ui/loaded";
import { MenuContent, MenuItem, MenuRoot, MenuTrigger } from "@/ui/menu";
import { positionsQuery } from "./api";
import { Profit } from "./money";
import { CloseDialog, ProtectDialog, ReverseDialog } from "./position-dialogs";

type Act = "close" | "reverse" | "protect";

interface PositionsProps {
  account: BrokerAccount;
  /** Symbols whose position is just being closed, turned or protected. */
  exits: readonly string[];
}

/** What is held, and what can be done with it. */
export function Positions({ account, exits }: PositionsProps) {
  const { t } = useI18n();
  const positions = useQuery(positionsQuery(account.id));
  const { edited, edit, close } = useEdited(positions.data?.data);
  const [act, setAct] = useState<Act>("close");
  const onAct = (position: Position, what: Act) => {
    setAct(what);
    edit(position);
  };
  const Opened = { close: CloseDialog, reverse: ReverseDialog, protect: ProtectDialog }[act];
  return (
    <section>
      <h2 className="mb-3 text-[0.9375rem] font-semibold">{t("positions.title")}</h2>
      <Loaded query={positions} rows={2}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="card px-4 py-6 text-center text-sm text-muted">{t("positions.empty")}</p>
          ) : (
            <Table account={account} positions={data} exits={exits} onAct={onAct} />
          )
        }
      </Loaded>
      {edited && <Opened account={account} position={edited} onClose={close} />}
    </section>
  );
}

interface TableProps {
  account: BrokerAccount;
  positions: readonly Position[];
  exits: readonly string[];
  onAct: (position: Position, act: Act) => void;
}

function Table({ account: { currency }, positions, exits, onAct }: TableProps) {
  const { t, format } = useI18n();
  const number = (value: string | null) => (value === null ? "–" : format.decimal(value));
  return (
    <DataTable
      label={t("positions.title")}
      rows={positions}
      rowKey={({ id }) => id}
      columns={[
        {
          id: "symbol",
          header: t("ticket.symbol"),
          cell: ({ symbol, quantity }) => (
            <span className="flex items-center gap-2 font-semibold">
              {symbol}
              <Badge tone={quantity.startsWith("-") ? "loss" : "gain"}>
                {t(quantity.startsWith("-") ? "direction.short" : "direction.long")}
              </Badge>
              {exits.includes(symbol) && <Badge tone="warn">{t("positions.busy")}</Badge>}
            </span>
          ),
        },
        {
          id: "quantity",
          header: t("ticket.quantity"),
          right: true,
          cell: ({ quantity, value }) => (
            <Two first={number(quantity)} second={value && format.money(value, currency)} />
          ),
        },
        {
          id: "price",
          header: t("preview.price"),
          right: true,
          cell: ({ price, average_price }) => (
            <Two
              first={number(price)}
              second={average_price && t("positions.averageAt", { price: format.decimal(average_price) })}
            />
          ),
        },
        {
          id: "profit",
          header: t("figures.unrealised"),
          right: true,
          cell: (row) => <Profit value={row.unrealised_profit} currency={currency} />,
        },
        {
          id: "actions",
          header: t("positions.actions"),
          cell: (position) => <Actions position={position} onAct={(act) => onAct(position, act)} />,
        },
      ]}
    />
  );
}

/** A figure, and one that belongs to it below. */
function Two({ first, second }: { first: string; second: string | null }) {
  return (
    <span className="whitespace-nowrap">
      {first}
      {second && <span className="block text-xs text-muted">{second}</span>}
    </span>
  );
}

function Actions({ position, onAct }: { position: Position; onAct: (act: Act) => void }) {
  const { t } = useI18n();
  return (
    <div className="flex gap-1.5">
      <Button size="small" onClick={() => onAct("close")}>
        {t("positions.close")}
      </Button>
      <MenuRoot>
        <MenuTrigger asChild>
          <Button size="iconSmall" look="ghost" aria-label={t("positions.more", { symbol: position.symbol })}>
            <MoreHorizontal aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          <MenuItem onSelect={() => onAct("protect")}>{t("positions.protect")}</MenuItem>
          <MenuItem onSelect={() => onAct("reverse")}>{t("positions.reverse")}</MenuItem>
        </MenuContent>
      </MenuRoot>
    </div>
  );
}
