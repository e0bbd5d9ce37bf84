/** Calls about jobs over many grants. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { cursorOf, paged } from "@/api/paged";
import type { AccessJob, AccessJobRow } from "@/api/types";
import { toastProblem } from "@/app/toasts";
import { useRequestKeys } from "@/features/grants/api";

const JOBS = ["jobs"] as const;
const WATCH_MS = 1_500;

/** Whether something may still happen. A paused job may have rows under way. */
const isMoving = (job: Pick<AccessJob, "status" | "pending">) => job.status !== "paused" && job.pending > 0;

export const jobsQuery = infiniteQueryOptions({
  queryKey: [...JOBS, "list"],
  queryFn: ({ pageParam }) => unwrap(api.GET("/api/access-jobs", { params: { query: cursorOf(pageParam) } })),
  ...paged,
  refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.data.some(isMoving)) ? WATCH_MS : false),
});

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: [...JOBS, "one", id],
    queryFn: () => unwrap(api.GET("/api/access-jobs/{id}", { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data && state.data.pending > 0 ? WATCH_MS : false),
  });

/** `moving`: whether the rows still change. */
export const jobRowsQuery = (id: string, status: AccessJobRow["status"] | undefined, moving: boolean) =>
  infiniteQueryOptions({
    queryKey: [...JOBS, "rows", id, status],
    queryFn: ({ pageParam }) => {
      const query = { limit: 100, ...(status === undefined ? {} : { status }), ...cursorOf(pageParam) };
      return unwrap(api.GET("/api/access-jobs/{id}/rows", { params: { path: { id }, query } }));
    },
    ...paged,
    refetchInterval: moving ? WATCH_MS : false,
  });

export interface NewJob {
  usernames: string[];
  scripts: string[];
  duration?: string;
  expires_at?: string;
  trial?: boolean;
}

export function useStartJob() {
  const queryClient = useQueryClient();
  const keys = useRequestKeys();
  return useMutation({
    mutationFn: (body: NewJob) =>
      unwrap(api.POST("/api/access/bulk", { params: { header: { "Idempotency-Key": keys.keyFor(body) } }, body })),
    onSuccess: () => {
      keys.done();
      return queryClient.invalidateQueries({ queryKey: JOBS });
    },
  });
}

export interface CsvJob {
  csv: string;
  /** For rows that do not say it themselves. */
  term: { duration?: string; expires_at?: string };
  trial: boolean;
}

export function useStartCsvJob() {
  const queryClient = useQueryClient();
  const keys = useRequestKeys();
  return useMutation({
    mutationFn: (job: CsvJob) =>
      unwrap(
        api.POST("/api/access/bulk", {
          params: {
            header: { "Idempotency-Key": keys.keyFor(job) },
            query: { ...job.term, ...(job.trial ? { trial: true } : {}) },
          },
          headers: { "content-type": "text/csv" },
          // The description knows both kinds of body; the client's types know one.
          body: job.csv as never,
          bodySerializer: (body: unknown) => String(body),
        }),
      ),
    onSuccess: () => {
      keys.done();
      return queryClient.invalidateQueries({ queryKey: JOBS });
    },
  });
}

export type JobOrder = "pause" | "resume" | "cancel";

export function useOrderJob(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (order: JobOrder) => {
      const params = { path: { id } };
      switch (order) {
        case "pause":
          return unwrap(api.POST("/api/access-jobs/{id}/pause", { params }));
        case "resume":
          return unwrap(api.POST("/api/access-jobs/{id}/resume", { params }));
        case "cancel":
          return unwrap(api.POST("/api/access-jobs/{id}/cancel", { params }));
      }
    },
    onSuccess: (job) => queryClient.setQueryData(jobQuery(id).queryKey, job),
    onError: toastProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: JOBS }),
  });
}
