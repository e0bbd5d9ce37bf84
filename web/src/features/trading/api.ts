/** Calls about trading: how an account stands, its positions, orders and fills, and what can be done with them. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { toast } from "sonner";
import { api, unwrap } from "@/api/client";
import { cursorOf, paged } from "@/api/paged";
import type { OrderBody, OrderChange, PositionExits } from "@/api/types";
import { useRequestKeys } from "@/features/grants/api";
import { type Key, translate } from "@/i18n";
import { toastRefusal } from "./refusal";

const TRADING = ["trading"] as const;
/** Prices move without any news of the account. */
const PRICES_MS = 10_000;
/** Orders of one page. */
const PAGE = 25;

const keyOf = (account: string, what: string) => [...TRADING, account, what] as const;

export const standingQuery = (account_id: string) =>
  queryOptions({
    queryKey: keyOf(account_id, "standing"),
    queryFn: () => unwrap(api.GET("/api/orders/standing", { params: { query: { account_id } } })),
    refetchInterval: PRICES_MS,
  });

export const positionsQuery = (account_id: string) =>
  queryOptions({
    queryKey: keyOf(account_id, "positions"),
    queryFn: () => unwrap(api.GET("/api/positions", { params: { query: { account_id } } })),
    refetchInterval: PRICES_MS,
  });

export const openOrdersQuery = (account_id: string) =>
  infiniteQueryOptions({
    queryKey: keyOf(account_id, "open"),
    queryFn: ({ pageParam }) => {
      const query = { account_id, open: true, limit: PAGE, ...cursorOf(pageParam) };
      return unwrap(api.GET("/api/orders", { params: { query } }));
    },
    ...paged,
  });

export const orderHistoryQuery = (account_id: string) =>
  infiniteQueryOptions({
    queryKey: keyOf(account_id, "orders"),
    queryFn: ({ pageParam }) => {
      const query = { account_id, limit: PAGE, ...cursorOf(pageParam) };
      return unwrap(api.GET("/api/orders", { params: { query } }));
    },
    ...paged,
  });

export const executionsQuery = (account_id: string) =>
  infiniteQueryOptions({
    queryKey: keyOf(account_id, "executions"),
    queryFn: ({ pageParam }) => {
      const query = { account_id, limit: PAGE, ...cursorOf(pageParam) };
      return unwrap(api.GET("/api/executions", { params: { query } }));
    },
    ...paged,
  });

export const orderQuery = (account_id: string, id: string) =>
  queryOptions({
    queryKey: [...keyOf(account_id, "order"), id],
    queryFn: () => unwrap(api.GET("/api/orders/{id}", { params: { path: { id } } })),
  });

/** Instruments by the beginning of a ticker or a part of a name. */
export const symbolsQuery = (query: string) =>
  queryOptions({
    queryKey: ["symbols", query],
    queryFn: () => unwrap(api.GET("/api/symbols", { params: { query: { query, limit: 20 } } })),
    staleTime: 5 * 60_000,
  });

/** Reads everything about the account again. */
export function useAccountChanged(account_id: string) {
  const queryClient = useQueryClient();
  return useCallback(
    () => queryClient.invalidateQueries({ queryKey: [...TRADING, account_id] }),
    [queryClient, account_id],
  );
}

/** Says what would become of an order; changes nothing. */
export function usePreview() {
  return useMutation({
    mutationFn: (body: OrderBody) => unwrap(api.POST("/api/orders/preview", { body })),
  });
}

export function usePlaceOrder(account_id: string) {
  const changed = useAccountChanged(account_id);
  const keys = useRequestKeys();
  return useMutation({
    mutationFn: (body: OrderBody) =>
      unwrap(api.POST("/api/orders", { params: { header: { "Idempotency-Key": keys.keyFor(body) } }, body })),
    onSuccess: () => {
      keys.done();
      toast.success(translate("ticket.sent"));
    },
    onSettled: changed,
  });
}

/** Sends a command about the account, once however often it is tried, and tells what came of it. */
function useCommand<Input>(account_id: string, send: (input: Input, key: string) => Promise<unknown>, done: Key) {
  const changed = useAccountChanged(account_id);
  const keys = useRequestKeys();
  return useMutation({
    mutationFn: (input: Input) => send(input, keys.keyFor(input ?? null)),
    onSuccess: () => {
      keys.done();
      toast.success((translate as (key: Key) => string)(done));
    },
    onSettled: changed,
  });
}

const paramsOf = (id: string, key: string) => ({ path: { id }, header: { "Idempotency-Key": key } });

export const useEditOrder = (account: string, id: string) =>
  useCommand(
    account,
    (body: OrderChange, key) => unwrap(api.PUT("/api/orders/{id}", { params: paramsOf(id, key), body })),
    "orders.changing",
  );

export const useCancelOrder = (account: string) =>
  useCommand(
    account,
    (id: string) => unwrap(api.DELETE("/api/orders/{id}", { params: { path: { id } } })).catch(toastRefusal),
    "orders.cancelling",
  );

export const useClosePosition = (account: string, id: string) =>
  useCommand(
    account,
    (body: { quantity?: string }, key) =>
      unwrap(api.POST("/api/positions/{id}/close", { params: paramsOf(id, key), body })),
    "positions.closing",
  );

export const useReversePosition = (account: string, id: string) =>
  useCommand(
    account,
    (_: null, key) =>
      unwrap(api.POST("/api/positions/{id}/reverse", { params: paramsOf(id, key) })).catch(toastRefusal),
    "positions.reversing",
  );

export const useProtectPosition = (account: string, id: string) =>
  useCommand(
    account,
    (body: PositionExits, key) =>
      unwrap(api.PUT("/api/positions/{id}/protection", { params: paramsOf(id, key), body })),
    "positions.protecting",
  );

export function useKillSwitch(account_id: string) {
  const changed = useAccountChanged(account_id);
  return useMutation({
    mutationFn: (body: { on: boolean; flatten: boolean }) =>
      unwrap(api.PUT("/api/orders/kill-switch", { body: { account_id, ...body } })).catch(toastRefusal),
    onSuccess: (_, { on }) => toast.success(translate(on ? "kill.done" : "kill.off.done")),
    onSettled: changed,
  });
}

/** The whole life of every order of the account, as a file. */
export function useAuditFile(account_id: string) {
  return useMutation({
    mutationFn: () =>
      unwrap(api.GET("/api/orders/audit.csv", { params: { query: { account_id } }, parseAs: "blob" })).catch(
        toastRefusal,
      ),
  });
}
