import { Link } from "@tanstack/react-router";
import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  sortFn_alphanumeric,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useMemo, useState } from "react";
import type { Stats } from "@/api/types";
import { ProfitLoss } from "@/features/signals/badges";
import { useI18n } from "@/i18n";
import { cn } from "@/lib/cn";
import { ScrollBox } from "@/ui/scroll-box";

export interface GroupStats extends Stats {
  name: string;
}

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric },
});
const helper = createColumnHelper<typeof features, GroupStats>();

/** The same figures for each ticker or strategy. A heading sorts; a name leads to its signals. */
export function GroupTable({ column, rows }: { column: "ticker" | "strategy"; rows: GroupStats[] }) {
  const { t, format } = useI18n();
  const [sorting, setSorting] = useState<SortingState>([{ id: "total", desc: true }]);
  const columns = useMemo(
    () =>
      helper.columns([
        helper.accessor("name", {
          header: t(`stats.column.${column}`),
          sortFn: "alphanumeric",
          cell: ({ getValue }) => (
            <Link
              to="/signals"
              search={{ [column]: getValue() }}
              className="block max-w-64 truncate rounded font-medium hover:underline"
            >
              {getValue()}
            </Link>
          ),
        }),
        helper.accessor("total", {
          header: t("stats.column.signals"),
          cell: ({ getValue }) => format.number(getValue()),
        }),
        helper.accessor("wins", { header: t("stats.column.wins"), cell: ({ getValue }) => format.number(getValue()) }),
        helper.accessor("losses", {
          header: t("stats.column.losses"),
          cell: ({ getValue }) => format.number(getValue()),
        }),
        helper.accessor((row) => row.win_rate ?? undefined, {
          id: "win_rate",
          header: t("stats.column.winRate"),
          sortUndefined: "last",
          cell: ({ row }) => (row.original.win_rate === null ? "–" : format.percent(row.original.win_rate)),
        }),
        helper.accessor((row) => row.profit_factor ?? undefined, {
          id: "profit_factor",
          header: t("stats.column.profitFactor"),
          sortUndefined: "last",
          cell: ({ row }) => (row.original.profit_factor === null ? "–" : format.number(row.original.profit_factor)),
        }),
        helper.accessor((row) => Number(row.total_profit_loss), {
          id: "pnl",
          header: t("stats.column.pnl"),
          cell: ({ row }) => <ProfitLoss value={row.original.total_profit_loss} />,
        }),
      ]),
    [t, format, column],
  );
  const table = useTable({
    features,
    columns,
    data: rows,
    getRowId: (row) => row.name,
    state: { sorting },
    onSortingChange: setSorting,
  });

  return (
    <ScrollBox label={t(column === "ticker" ? "stats.byTicker" : "stats.byStrategy")} className="-mx-4 sm:-mx-5">
      <table className="w-full border-collapse text-[0.8125rem]">
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} className="border-b border-line text-xs text-muted">
              {group.headers.map((header, index) => {
                const sorted = header.column.getIsSorted();
                const Arrow = sorted === "asc" ? ArrowUp : ArrowDown;
                return (
                  <th
                    key={header.id}
                    scope="col"
                    aria-sort={sorted === "asc" ? "ascending" : sorted === "desc" ? "descending" : "none"}
                    className={cn(
                      "px-2 pb-2 font-medium first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5",
                      index > 0 ? "text-right" : "text-left",
                    )}
                  >
                    <button
                      type="button"
                      onClick={header.column.getToggleSortingHandler()}
                      className="inline-flex items-center gap-1 rounded whitespace-nowrap hover:text-ink"
                    >
                      <table.FlexRender header={header} />
                      {/* Left of a heading of numbers, for the heading to end where they end. */}
                      <Arrow aria-hidden className={cn("size-3", index > 0 && "-order-1", !sorted && "opacity-0")} />
                    </button>
                  </th>
                );
              })}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id} className="border-b border-line last:border-b-0">
              {row.getAllCells().map((cell, index) => (
                <td
                  key={cell.id}
                  className={cn(
                    "h-10 px-2 first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5",
                    index > 0 && "tabular text-right whitespace-nowrap",
                  )}
                >
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
