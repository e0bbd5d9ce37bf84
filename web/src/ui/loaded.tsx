import type { ReactNode } from "react";
import { ErrorState, SkeletonRows } from "./states";

interface Query<Data> {
  data: Data | undefined;
  error: unknown;
  refetch: () => unknown;
}

interface LoadedProps<Data> {
  query: Query<Data>;
  /** Lines of the placeholder. */
  rows?: number;
  children: (data: Data) => ReactNode;
}

/** Shows what needs data once it is there, and what went wrong if it does not come. */
export function Loaded<Data>({ query, rows, children }: LoadedProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  return query.error ? (
    <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  ) : (
    <SkeletonRows rows={rows} />
  );
}
