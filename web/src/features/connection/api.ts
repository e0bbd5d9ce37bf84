/** Calls about the seller's connection to TradingView. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { cursorOf, paged } from "@/api/paged";

const CONNECTION = ["connection"] as const;
/** A check is made each half hour; what it found is shown soon after. */
const LOOK_AGAIN_MS = 60_000;

export const connectionQuery = queryOptions({
  queryKey: [...CONNECTION, "state"],
  queryFn: () => unwrap(api.GET("/api/connect")),
  refetchInterval: LOOK_AGAIN_MS,
});

export const healthQuery = infiniteQueryOptions({
  queryKey: [...CONNECTION, "health"],
  queryFn: ({ pageParam }) => unwrap(api.GET("/api/connect/health", { params: { query: cursorOf(pageParam) } })),
  ...paged,
});

export interface Cookies {
  sessionid: string;
  sessionid_sign: string;
}

export interface Password {
  username: string;
  password: string;
  two_factor_code?: string;
}

/** Asks whose cookies these are. Stores nothing. */
export function useTestCookies() {
  return useMutation({ mutationFn: (body: Cookies) => unwrap(api.POST("/api/connect/test", { body })) });
}

export function useConnect() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ consent, ...credentials }: (Cookies | Password) & { consent: string }) =>
      unwrap(api.POST("/api/connect", { body: { ...credentials, consent_version: consent } })),
    onSuccess: (state) => {
      queryClient.setQueryData(connectionQuery.queryKey, state);
      void queryClient.invalidateQueries({ queryKey: healthQuery.queryKey });
    },
  });
}

export function useDisconnect() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/connect")),
    onSettled: () => queryClient.invalidateQueries({ queryKey: CONNECTION }),
  });
}
