/** Calls about what shops sell: products, the hooks that shops call, and the events that came. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { cursorOf, paged } from "@/api/paged";
import type { Product, ProductInput, PurchaseHook, PurchaseKind, PurchaseStatus } from "@/api/types";
import { toastProblem } from "@/app/toasts";
import { useRequestKeys } from "@/features/grants/api";

const PRODUCTS = ["products"] as const;
const HOOKS = ["purchase-hooks"] as const;
const PURCHASES = ["purchases"] as const;
const WATCH_MS = 2_000;
const MOVING: readonly PurchaseStatus[] = ["received", "applying"];

export const productsQuery = infiniteQueryOptions({
  queryKey: PRODUCTS,
  queryFn: ({ pageParam }) => unwrap(api.GET("/api/products", { params: { query: cursorOf(pageParam) } })),
  ...paged,
});

/** A new product, or all of an existing one. */
export function useSaveProduct(product: Product | null) {
  const queryClient = useQueryClient();
  const keys = useRequestKeys();
  return useMutation({
    mutationFn: (body: ProductInput) =>
      product === null
        ? unwrap(api.POST("/api/products", { params: { header: { "Idempotency-Key": keys.keyFor(body) } }, body }))
        : unwrap(
            api.PUT("/api/products/{id}", {
              params: { path: { id: product.id } },
              body: { ...body, version: product.version },
            }),
          ),
    onSuccess: () => keys.done(),
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: PRODUCTS });
      // What had waited for the product is taken up.
      await queryClient.invalidateQueries({ queryKey: PURCHASES });
    },
  });
}

export function useDeleteProduct() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => unwrap(api.DELETE("/api/products/{id}", { params: { path: { id } } })),
    onError: toastProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: PRODUCTS }),
  });
}

export const hooksQuery = queryOptions({
  queryKey: HOOKS,
  queryFn: () => unwrap(api.GET("/api/purchase-hooks")),
});

export function useCreateHook() {
  const queryClient = useQueryClient();
  const keys = useRequestKeys();
  return useMutation({
    mutationFn: (body: { name: string; secret?: string }) =>
      unwrap(api.POST("/api/purchase-hooks", { params: { header: { "Idempotency-Key": keys.keyFor(body) } }, body })),
    onSuccess: () => {
      keys.done();
      return queryClient.invalidateQueries({ queryKey: HOOKS });
    },
  });
}

export type HookOrder = "enable" | "disable" | "url" | "secret" | "delete";

/** What an order shows once: a new address or a new secret. */
export type Renewed = { url: string } | { secret: string } | null;

export function useOrderHook({ id, version }: PurchaseHook) {
  const queryClient = useQueryClient();
  const params = { path: { id } };
  const send = async (order: HookOrder): Promise<Renewed> => {
    switch (order) {
      case "enable":
      case "disable":
        await unwrap(
          api.PUT("/api/purchase-hooks/{id}", { params, body: { is_enabled: order === "enable", version } }),
        );
        return null;
      case "url":
        return unwrap(api.POST("/api/purchase-hooks/{id}/token", { params }));
      case "secret":
        return unwrap(api.POST("/api/purchase-hooks/{id}/secret", { params, body: {} }));
      case "delete":
        await unwrap(api.DELETE("/api/purchase-hooks/{id}", { params }));
        return null;
    }
  };
  return useMutation({
    mutationFn: send,
    onError: toastProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: HOOKS }),
  });
}

export interface PurchaseFilter {
  status?: PurchaseStatus;
  kind?: PurchaseKind;
  product?: string;
  email?: string;
  username?: string;
  order_id?: string;
}

export const purchasesQuery = (filter: PurchaseFilter) =>
  infiniteQueryOptions({
    queryKey: [...PURCHASES, "list", filter],
    queryFn: ({ pageParam }) =>
      unwrap(api.GET("/api/purchases", { params: { query: { ...filter, ...cursorOf(pageParam) } } })),
    ...paged,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.data.some(({ status }) => MOVING.includes(status))) ? WATCH_MS : false,
  });

export const purchaseQuery = (id: string) =>
  queryOptions({
    queryKey: [...PURCHASES, "one", id],
    queryFn: () => unwrap(api.GET("/api/purchases/{id}", { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data && MOVING.includes(state.data.status) ? WATCH_MS : false),
  });

function usePurchasesChanged() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: PURCHASES });
}

export function useRetryPurchase(id: string) {
  const changed = usePurchasesChanged();
  return useMutation({
    mutationFn: () => unwrap(api.POST("/api/purchases/{id}/retry", { params: { path: { id } } })),
    onError: toastProblem,
    onSettled: changed,
  });
}

export function useNameBuyer(id: string) {
  const changed = usePurchasesChanged();
  return useMutation({
    mutationFn: (username: string) =>
      unwrap(api.PUT("/api/purchases/{id}", { params: { path: { id } }, body: { username } })),
    onSettled: changed,
  });
}

export function useBuyerLink(id: string) {
  return useMutation({
    mutationFn: () => unwrap(api.POST("/api/purchases/{id}/link", { params: { path: { id } } })),
    onError: toastProblem,
  });
}
