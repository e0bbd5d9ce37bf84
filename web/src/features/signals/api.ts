/** Calls about signals, and how their answers reach the lists that are on the screen. */
import {
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { toast } from "sonner";
import { api, unwrap } from "@/api/client";
import { cursorOf, paged } from "@/api/paged";
import type { Signal, SignalDetail, SignalQuery, SignalUpdate } from "@/api/types";
import { toastProblem } from "@/app/toasts";
import { translate } from "@/i18n";
import { patchSignal, removeSignal, type SignalPages } from "./live-list";

export const LISTS = ["signals", "list"] as const;

export function fetchPage(query: SignalQuery, cursor: string | null) {
  return unwrap(api.GET("/api/signals", { params: { query: { ...query, ...cursorOf(cursor) } } }));
}

export const signalsQuery = (query: SignalQuery) =>
  infiniteQueryOptions({
    queryKey: [...LISTS, query],
    queryFn: ({ pageParam }) => fetchPage(query, pageParam),
    ...paged,
  });

export const signalQuery = (id: string) =>
  queryOptions({
    queryKey: ["signals", "one", id],
    queryFn: () => unwrap(api.GET("/api/signals/{id}", { params: { path: { id } } })),
  });

function updateLists(queryClient: QueryClient, update: (pages: SignalPages) => SignalPages): void {
  queryClient.setQueriesData<SignalPages>({ queryKey: LISTS }, (pages) => pages && update(pages));
}

/** Shows a newer state of a signal everywhere. Its timeline is read again where it is on the screen. */
export function showSignal(queryClient: QueryClient, signal: Signal): void {
  updateLists(queryClient, (pages) => patchSignal(pages, signal.id, () => signal));
  const { queryKey } = signalQuery(signal.id);
  queryClient.setQueryData(queryKey, (detail: SignalDetail | undefined) => detail && { ...detail, ...signal });
  void queryClient.invalidateQueries({ queryKey });
}

function statsChanged(queryClient: QueryClient): void {
  void queryClient.invalidateQueries({ queryKey: ["stats"] });
}

export function useUpdateSignal(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: SignalUpdate) => unwrap(api.PUT("/api/signals/{id}", { params: { path: { id } }, body })),
    onSuccess: (signal) => {
      showSignal(queryClient, signal);
      statsChanged(queryClient);
    },
    // After a conflict what is on the screen is not what the server has.
    onError: () => queryClient.invalidateQueries({ queryKey: ["signals"] }),
  });
}

/** Deletes at once and offers to undo it. */
export function useDeleteSignal() {
  const queryClient = useQueryClient();

  const restore = async (signal: Signal) => {
    try {
      await unwrap(api.POST("/api/signals/{id}/restore", { params: { path: { id: signal.id } } }));
      toast.success(translate("signals.restored", { symbol: signal.symbol }));
    } catch (problem) {
      toastProblem(problem);
    }
    await queryClient.invalidateQueries({ queryKey: ["signals"] });
    statsChanged(queryClient);
  };

  return useMutation({
    mutationFn: (signal: Signal) => unwrap(api.DELETE("/api/signals/{id}", { params: { path: { id: signal.id } } })),
    onSuccess: (_, signal) => {
      updateLists(queryClient, (pages) => removeSignal(pages, signal.id));
      queryClient.removeQueries({ queryKey: signalQuery(signal.id).queryKey });
      statsChanged(queryClient);
      toast(translate("signals.deleted", { symbol: signal.symbol }), {
        duration: 10_000,
        action: { label: translate("action.undo"), onClick: () => void restore(signal) },
      });
    },
    onError: toastProblem,
  });
}

export function useReplayScreenshot() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => unwrap(api.POST("/api/signals/{id}/screenshot", { params: { path: { id } } })),
    onSuccess: (signal) => {
      showSignal(queryClient, signal);
      toast.success(translate("signals.replay.queued", { count: 1 }));
    },
    onError: toastProblem,
  });
}

/** The most that one call takes. */
const REPLAY_BATCH = 100;

export function useReplayScreenshots() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (ids: readonly string[]) => {
      const sum = { queued: 0, skipped: 0 };
      for (let start = 0; start < ids.length; start += REPLAY_BATCH) {
        const body = { ids: ids.slice(start, start + REPLAY_BATCH) };
        const { queued, skipped } = await unwrap(api.POST("/api/signals/screenshots", { body }));
        sum.queued += queued;
        sum.skipped += skipped;
      }
      return sum;
    },
    onSuccess: ({ queued, skipped }) => {
      toast.success(
        skipped === 0
          ? translate("signals.replay.queued", { count: queued })
          : translate("signals.replay.skipped", { queued, skipped }),
      );
    },
    onError: toastProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: LISTS }),
  });
}
