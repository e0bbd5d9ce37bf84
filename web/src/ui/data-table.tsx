import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import { ScrollBox } from "./scroll-box";

export interface DataColumn<Row> {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** Numbers stand at the right. */
  right?: boolean;
}

interface DataTableProps<Row> {
  label: string;
  columns: readonly DataColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
}

/** A plain table that scrolls sideways on its own where it is wider than the page. */
export function DataTable<Row>({ label, columns, rows, rowKey }: DataTableProps<Row>) {
  return (
    <ScrollBox label={label} className="card">
      <table className="w-full border-collapse text-[0.8125rem]">
        <thead>
          <tr className="border-b border-line text-left text-xs text-muted">
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                className={cn(
                  "h-10 px-3 font-medium whitespace-nowrap first:pl-4 last:pr-4",
                  column.right && "text-right",
                )}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} className="border-b border-line align-top last:border-b-0">
              {columns.map((column) => (
                <td
                  key={column.id}
                  className={cn("px-3 py-2.5 first:pl-4 last:pr-4", column.right && "tabular text-right")}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
