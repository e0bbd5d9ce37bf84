/** Calls about comparing the books with TradingView. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { cursorOf, paged } from "@/api/paged";
import type { Difference, DriftKind, Reconciliation } from "@/api/types";
import { toastProblem } from "@/app/toasts";
import { useGrantsChanged } from "@/features/grants/api";

const RUNS = ["reconcile"] as const;
const WATCH_MS = 1_500;

const isRunning = (run: Pick<Reconciliation, "finished_at">) => run.finished_at === null;

export const runsQuery = queryOptions({
  queryKey: [...RUNS, "list"],
  queryFn: () => unwrap(api.GET("/api/reconcile", { params: { query: { limit: 20 } } })),
  refetchInterval: ({ state }) => (state.data?.data.some(isRunning) ? WATCH_MS : false),
});

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: [...RUNS, "one", id],
    queryFn: () => unwrap(api.GET("/api/reconcile/{id}", { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data && isRunning(state.data) ? WATCH_MS : false),
  });

export interface DifferenceFilter {
  status?: "open" | "fixed" | "superseded";
  kind?: DriftKind;
}

/** A run's differences. They are asked for again whenever the run has found more of them: a list from before is old. */
export const differencesQuery = (
  { id, status, differing }: Pick<Reconciliation, "id" | "status" | "differing">,
  filter: DifferenceFilter,
) =>
  infiniteQueryOptions({
    queryKey: [...RUNS, "differences", id, filter, { status, differing }],
    queryFn: ({ pageParam }) => {
      const query = { limit: 100, ...filter, ...cursorOf(pageParam) };
      return unwrap(api.GET("/api/reconcile/{id}/differences", { params: { path: { id }, query } }));
    },
    ...paged,
  });

export function useReconcile() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.POST("/api/reconcile")),
    onError: toastProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: RUNS }),
  });
}

export interface Fix {
  id: Difference["id"];
  direction: "tradingview" | "books";
}

export function useFix() {
  const queryClient = useQueryClient();
  const changed = useGrantsChanged();
  return useMutation({
    mutationFn: ({ id, direction }: Fix) =>
      unwrap(api.POST("/api/reconcile/differences/{id}/fix", { params: { path: { id } }, body: { direction } })),
    onError: toastProblem,
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: RUNS });
      await changed();
    },
  });
}
