/** Calls of the operators' rooms. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { cursorOf, paged } from "@/api/paged";
import type { DeadLetter } from "@/api/types";

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
        api.GET("/api/admin/dead-letters", { params: { query: { ...filter, limit: "200", ...cursorOf(pageParam) } } }),
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
  queryFn: ({ pageParam }) => unwrap(api.GET("/api/admin/rejected-alerts", { params: { query: cursorOf(pageParam) } })),
  ...paged,
});

export const auditQuery = infiniteQueryOptions({
  queryKey: ["admin", "audit"],
  queryFn: ({ pageParam }) => unwrap(api.GET("/api/admin/audit", { params: { query: cursorOf(pageParam) } })),
  ...paged,
});

export const USERS = ["admin", "users"] as const;

/** `email`: part of the address; empty for all. */
export const usersQuery = (email: string) =>
  infiniteQueryOptions({
    queryKey: [...USERS, email],
    queryFn: ({ pageParam }) => {
      const query = { ...(email === "" ? {} : { email }), ...cursorOf(pageParam) };
      return unwrap(api.GET("/api/admin/users", { params: { query } }));
    },
    ...paged,
  });
