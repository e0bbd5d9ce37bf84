/** Calls about access to scripts: the books, one grant, and what can be done with it. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { toast } from "sonner";
import { api, unwrap } from "@/api/client";
import { cursorOf, paged } from "@/api/paged";
import type { Grant, GrantQuery, Revocation } from "@/api/types";
import { toastProblem } from "@/app/toasts";
import { translate } from "@/i18n";
import { RequestKeys } from "@/lib/request-keys";

const GRANTS = ["grants"] as const;
/** How often to look while something is being carried out. */
const WATCH_MS = 2_000;

const unsettled = (grant: Pick<Grant, "open_changes">) => grant.open_changes > 0;

export const grantsQuery = (query: GrantQuery) =>
  infiniteQueryOptions({
    queryKey: [...GRANTS, "list", query],
    queryFn: ({ pageParam }) =>
      unwrap(api.GET("/api/access", { params: { query: { ...query, ...cursorOf(pageParam) } } })),
    ...paged,
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.data.some(unsettled)) ? WATCH_MS : false),
  });

export const grantQuery = (id: string) =>
  queryOptions({
    queryKey: [...GRANTS, "one", id],
    queryFn: () => unwrap(api.GET("/api/access/{id}", { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data && unsettled(state.data) ? WATCH_MS : false),
  });

/** What TradingView knows of a name. It is asked for the server, which remembers the answer for a while. */
export const usernameQuery = (name: string) =>
  queryOptions({
    queryKey: ["username", name],
    queryFn: () => unwrap(api.GET("/api/users/validate/{name}", { params: { path: { name } } })),
    staleTime: 5 * 60_000,
    retry: false,
  });

/** Keys that keep a request from being done twice, for as long as the component lives. */
export function useRequestKeys(): RequestKeys {
  const keys = useRef<RequestKeys>(null);
  keys.current ??= new RequestKeys();
  return keys.current;
}

export function useGrantsChanged() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: GRANTS });
}

export interface NewGrant {
  username: string;
  script_id: string;
  duration?: string;
  expires_at?: string;
  trial?: boolean;
}

export function useGive() {
  const changed = useGrantsChanged();
  const keys = useRequestKeys();
  return useMutation({
    mutationFn: (body: NewGrant) =>
      unwrap(api.POST("/api/access", { params: { header: { "Idempotency-Key": keys.keyFor(body) } }, body })),
    onSuccess: () => {
      keys.done();
      void changed();
    },
  });
}

export type Change =
  | { kind: "extend"; duration: string }
  | { kind: "replace"; expires_at: string }
  | { kind: "lifetime" }
  | { kind: "revoke" };

export function useChangeGrant(id: string) {
  const changed = useGrantsChanged();
  const keys = useRequestKeys();
  const send = (change: Change) => {
    const path = { id };
    const params = { path, header: { "Idempotency-Key": keys.keyFor({ id, ...change }) } };
    switch (change.kind) {
      case "extend":
        return unwrap(api.POST("/api/access/{id}/extend", { params, body: { duration: change.duration } }));
      case "replace":
        return unwrap(api.POST("/api/access/{id}/replace", { params, body: { expires_at: change.expires_at } }));
      case "lifetime":
        return unwrap(api.POST("/api/access/{id}/lifetime", { params, body: {} }));
      case "revoke":
        return unwrap(api.DELETE("/api/access/{id}", { params: { path } }));
    }
  };
  return useMutation({
    mutationFn: send,
    onSuccess: (_, { kind }) => {
      keys.done();
      toast.success(translate(kind === "revoke" ? "grant.revoke.asked" : "grant.change.asked"));
    },
    onSettled: changed,
  });
}

/** Ends the access of many: the answer is a job. */
export function useRevokeMany() {
  const changed = useGrantsChanged();
  const keys = useRequestKeys();
  return useMutation({
    mutationFn: (body: Revocation) =>
      unwrap(api.POST("/api/revocations", { params: { header: { "Idempotency-Key": keys.keyFor(body) } }, body })),
    onSuccess: () => keys.done(),
    onError: toastProblem,
    onSettled: changed,
  });
}
