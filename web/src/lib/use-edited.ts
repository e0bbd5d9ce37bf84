import { useState } from "react";

/**
 * Which row of a list is being edited. Only its id is kept: its newest state is in the list, also after somebody else has
 * changed it, and that is what a change must be made to.
 */
export function useEdited<Row extends { id: string }>(rows: readonly Row[] | undefined) {
  const [id, setId] = useState<string | null>(null);
  return {
    edited: rows?.find((row) => row.id === id),
    edit: (row: Row) => setId(row.id),
    close: () => setId(null),
  };
}
