import { Link, useNavigate } from "@tanstack/react-router";
import {
  createColumnHelper,
  type RowSelectionState,
  rowSelectionFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import type { MouseEvent } from "react";
import type { Signal } from "@/api/types";
import { type Key, useI18n } from "@/i18n";
import { cn } from "@/lib/cn";
import { Checkbox } from "@/ui/field";
import { DirectionBadge, OriginBadges, ProfitLoss } from "./badges";
import { ResultMenu } from "./result-menu";
import { Thumbnail } from "./screenshot";
import { shortTimeframe } from "./timeframe";

const features = tableFeatures({ rowSelectionFeature });
const helper = createColumnHelper<typeof features, Signal>();

export interface Selection {
  state: RowSelectionState;
  onChange: (update: RowSelectionState | ((now: RowSelectionState) => RowSelectionState)) => void;
}

type HeadingKey = Exclude<Extract<Key, `signals.column.${string}`>, "signals.column.selectOne">;

function Heading({ label }: { label: HeadingKey }) {
  return useI18n().t(label);
}

const RIGHT = new Set(["price", "pnl"]);

const columns = helper.columns([
  helper.display({
    id: "select",
    header: ({ table }) => (
      <SelectAll
        all={table.getIsAllRowsSelected()}
        some={table.getIsSomeRowsSelected()}
        onToggle={table.getToggleAllRowsSelectedHandler()}
      />
    ),
    cell: ({ row }) => (
      <SelectOne signal={row.original} checked={row.getIsSelected()} onToggle={row.getToggleSelectedHandler()} />
    ),
  }),
  helper.accessor("created_at", {
    id: "time",
    header: () => <Heading label="signals.column.time" />,
    cell: ({ row }) => <TimeCell signal={row.original} />,
  }),
  helper.accessor("symbol", {
    header: () => <Heading label="signals.column.symbol" />,
    cell: ({ row }) => <SymbolCell signal={row.original} />,
  }),
  helper.accessor("direction", {
    header: () => <Heading label="signals.column.direction" />,
    cell: ({ row }) => <DirectionBadge signal={row.original} />,
  }),
  helper.accessor("price", {
    header: () => <Heading label="signals.column.price" />,
    cell: ({ row }) => <Price value={row.original.price} />,
  }),
  helper.accessor("strategy", {
    header: () => <Heading label="signals.column.strategy" />,
    cell: ({ row }) => <StrategyCell signal={row.original} />,
  }),
  helper.display({
    id: "chart",
    header: () => <Heading label="signals.column.chart" />,
    cell: ({ row }) => <Thumbnail signal={row.original} />,
  }),
  helper.accessor("result", {
    header: () => <Heading label="signals.column.result" />,
    cell: ({ row }) => <ResultMenu signal={row.original} />,
  }),
  helper.accessor("profit_loss", {
    id: "pnl",
    header: () => <Heading label="signals.column.pnl" />,
    cell: ({ row }) => <ProfitLoss value={row.original.profit_loss} percent={row.original.profit_loss_percent} />,
  }),
]);

interface SignalTableProps {
  signals: Signal[];
  selection: Selection;
  /** Signals that arrived while the list was open: they light up for a moment. */
  arrived: ReadonlySet<string>;
}

export function SignalTable({ signals, selection, arrived }: SignalTableProps) {
  const navigate = useNavigate({ from: "/signals" });
  const table = useTable({
    features,
    columns,
    data: signals,
    getRowId: (signal) => signal.id,
    state: { rowSelection: selection.state },
    onRowSelectionChange: selection.onChange,
  });

  // The row is a large target for the mouse; keyboards and screen readers have the link in its symbol.
  const open = (event: MouseEvent<HTMLElement>, id: string) => {
    const target = event.target as HTMLElement;
    const onControl = target.closest("a, button, input, [role=menu], [role=dialog]") !== null;
    if (onControl || getSelection()?.toString() || !event.currentTarget.contains(target)) return;
    void navigate({ to: "/signals/$signalId", params: { signalId: id }, search: true });
  };

  return (
    <div className="card overflow-x-auto">
      <table className="w-full border-collapse text-[0.8125rem]">
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} className="border-b border-line text-left text-xs text-muted">
              {group.headers.map((header) => (
                <th
                  key={header.id}
                  scope="col"
                  className={cn(
                    "h-10 px-3 font-medium whitespace-nowrap first:pl-4 last:pr-4",
                    RIGHT.has(header.column.id) && "text-right",
                  )}
                >
                  <table.FlexRender header={header} />
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr
              key={row.id}
              onClick={(event) => open(event, row.id)}
              aria-selected={row.getIsSelected()}
              className={cn(
                "cursor-pointer border-b border-line transition-colors last:border-b-0 hover:bg-sunken aria-selected:bg-accent-soft/60 dark:hover:bg-raised",
                arrived.has(row.id) && "animate-arrive",
              )}
            >
              {row.getAllCells().map((cell) => (
                <td
                  key={cell.id}
                  className={cn("h-13 px-3 py-1.5 first:pl-4 last:pr-4", RIGHT.has(cell.column.id) && "text-right")}
                >
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface SelectAllProps {
  all: boolean;
  some: boolean;
  onToggle: (event: unknown) => void;
}

function SelectAll({ all, some, onToggle }: SelectAllProps) {
  const { t } = useI18n();
  return (
    <Checkbox
      aria-label={t("signals.column.selectAll")}
      checked={all}
      onChange={onToggle}
      ref={(box) => {
        if (box) box.indeterminate = some && !all;
      }}
    />
  );
}

function SelectOne({
  signal,
  checked,
  onToggle,
}: {
  signal: Signal;
  checked: boolean;
  onToggle: (event: unknown) => void;
}) {
  const { t } = useI18n();
  return (
    <Checkbox
      aria-label={t("signals.column.selectOne", { symbol: signal.symbol })}
      checked={checked}
      onChange={onToggle}
    />
  );
}

function TimeCell({ signal }: { signal: Signal }) {
  const { format } = useI18n();
  return (
    <time
      dateTime={signal.created_at}
      title={format.instant(signal.created_at)}
      className="tabular whitespace-nowrap text-muted"
    >
      {format.brief(signal.created_at)}
    </time>
  );
}

function SymbolCell({ signal }: { signal: Signal }) {
  return (
    <div className="flex items-center gap-2">
      <div className="min-w-0">
        <Link
          to="/signals/$signalId"
          params={{ signalId: signal.id }}
          search
          className="rounded font-semibold hover:underline"
        >
          {signal.ticker}
        </Link>
        <p className="text-xs text-muted">
          {[signal.exchange, shortTimeframe(signal.timeframe)].filter(Boolean).join(" · ")}
        </p>
      </div>
      <OriginBadges signal={signal} />
    </div>
  );
}

function StrategyCell({ signal }: { signal: Signal }) {
  const name = signal.strategy ?? signal.indicator ?? signal.signal_type;
  if (!name) return <span className="text-muted">–</span>;
  return (
    <span className="block max-w-56 truncate" title={name}>
      {name}
    </span>
  );
}

function Price({ value }: { value: string | null }) {
  const { format } = useI18n();
  if (value === null) return <span className="text-muted">–</span>;
  return <span className="tabular">{format.decimal(value)}</span>;
}
