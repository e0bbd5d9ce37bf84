/** Calls of the operators' rooms. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { DeadLetter } from "@/api/types";

const page = (cursor: string | null) => (cursor === null ? {} : { cursor });
const paged = {
  initialPageParam: null as string | null,
  getNextPageParam: (last: { next_cursor: string | null }) => last.next_cursor,
};

export const queuesQuery = queryOptions({
  queryKey: ["admin", "queues"],
  queryFn: () => unwrap(api.GET("/api/admin/queues")),
  refetchInterval: 10_000,
});

export interface DeadLetterFilter {
  status: DeadLetter["status"];
}

export const deadLettersQuery = (filter: DeadLetterFilter) =>
  infiniteQueryOptions({
    queryKey: ["admin", "dead-letters", filter],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET("/api/admin/dead-letters", { params: { query: { ...filter, limit: "200", ...page(pageParam) } } }),
      ),
    ...paged,
  });

export const deadLetterQuery = (id: string) =>
  queryOptions({
    queryKey: ["admin", "dead-letter", id],
    queryFn: () => unwrap(api.GET("/api/admin/dead-letters/{id}", { params: { path: { id } } })),
  });

export const adminRejectedQuery = infiniteQueryOptions({
  queryKey: ["admin", "rejected"],
  queryFn: ({ pageParam }) => unwrap(api.GET("/api/admin/rejected-alerts", { params: { query: page(pageParam) } })),
  ...paged,
});

export const auditQuery = infiniteQueryOptions({
  queryKey: ["admin", "audit"],
  queryFn: ({ pageParam }) => unwrap(api.GET("/api/admin/audit", { params: { query: page(pageParam) } })),
  ...paged,
});

export const USERS = ["admin", "users"] as const;

/** `email`: part of the address; empty for all. */
export const usersQuery = (email: string) =>
  infiniteQueryOptions({
    queryKey: [...USERS, email],
    queryFn: ({ pageParam }) => {
      const query = { ...(email === "" ? {} : { email }), ...page(pageParam) };
      return unwrap(api.GET("/api/admin/users", { params: { query } }));
    },
    ...paged,
  });
