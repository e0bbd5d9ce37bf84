/** Calls about published scripts and the sync that reads them from TradingView. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { cursorOf, paged } from "@/api/paged";
import type { Script, ScriptQuery, ScriptUpdate, SyncRun } from "@/api/types";
import { toastProblem } from "@/app/toasts";

const SCRIPTS = ["scripts"] as const;
const SYNCS = ["syncs"] as const;
const WATCH_MS = 1_000;

export const isRunning = (run: Pick<SyncRun, "finished_at">) => run.finished_at === null;

export const scriptsQuery = (query: ScriptQuery) =>
  infiniteQueryOptions({
    queryKey: [...SCRIPTS, "list", query],
    queryFn: ({ pageParam }) =>
      unwrap(api.GET("/api/scripts", { params: { query: { ...query, ...cursorOf(pageParam) } } })),
    ...paged,
  });

/** Every script that access can be given to. */
export const shareableQuery = queryOptions({
  queryKey: [...SCRIPTS, "shareable"],
  queryFn: async (): Promise<Script[]> => {
    const scripts: Script[] = [];
    let cursor: string | null = null;
    do {
      const query: ScriptQuery = { access: "invite_only", removed: "false", limit: 200, ...cursorOf(cursor) };
      const page = await unwrap(api.GET("/api/scripts", { params: { query } }));
      scripts.push(...page.data);
      cursor = page.next_cursor;
    } while (cursor !== null);
    return scripts.sort((one, other) => one.title.localeCompare(other.title));
  },
});

export function useUpdateScript(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: ScriptUpdate) => unwrap(api.PUT("/api/scripts/{id}", { params: { path: { id } }, body })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: SCRIPTS }),
  });
}

/** The newest runs; while one is under way they are looked at again and again. */
export const syncsQuery = queryOptions({
  queryKey: [...SYNCS, "list"],
  queryFn: () => unwrap(api.GET("/api/sync", { params: { query: { limit: 10 } } })),
  refetchInterval: ({ state }) => (state.data?.data.some(isRunning) ? WATCH_MS : false),
});

export function useSync() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (acceptRemoval: boolean) =>
      unwrap(api.POST("/api/sync", { body: acceptRemoval ? { accept_removal: true } : {} })),
    onError: toastProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: SYNCS }),
  });
}

/** The list is another one after a sync. */
export function useScriptsChanged() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: SCRIPTS });
}
