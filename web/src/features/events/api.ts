/** Calls about outgoing events: the endpoints that get them, and each delivery. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { api, unwrap } from "@/api/client";
import { cursorOf, paged } from "@/api/paged";
import type { EventDelivery, EventEndpoint, EventType } from "@/api/types";
import { toastProblem } from "@/app/toasts";
import { useRequestKeys } from "@/features/grants/api";
import { translate } from "@/i18n";

const ENDPOINTS = ["event-endpoints"] as const;
const DELIVERIES = ["event-deliveries"] as const;
const WATCH_MS = 2_000;

const isPending = ({ status }: Pick<EventDelivery, "status">) => status === "pending";

export const endpointsQuery = queryOptions({
  queryKey: ENDPOINTS,
  queryFn: () => unwrap(api.GET("/api/event-endpoints")),
});

export interface EndpointFields {
  url: string;
  description: string;
  event_types: EventType[] | null;
}

export function useCreateEndpoint() {
  const queryClient = useQueryClient();
  const keys = useRequestKeys();
  return useMutation({
    mutationFn: (body: EndpointFields) =>
      unwrap(api.POST("/api/event-endpoints", { params: { header: { "Idempotency-Key": keys.keyFor(body) } }, body })),
    onSuccess: () => {
      keys.done();
      return queryClient.invalidateQueries({ queryKey: ENDPOINTS });
    },
  });
}

export function useUpdateEndpoint({ id, version }: EventEndpoint) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (change: Partial<EndpointFields> & { is_enabled?: boolean }) =>
      unwrap(api.PUT("/api/event-endpoints/{id}", { params: { path: { id } }, body: { ...change, version } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ENDPOINTS }),
  });
}

export function useRenewSecret(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.POST("/api/event-endpoints/{id}/secret", { params: { path: { id } } })),
    onError: toastProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ENDPOINTS }),
  });
}

export function useDeleteEndpoint(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/event-endpoints/{id}", { params: { path: { id } } })),
    onError: toastProblem,
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: ENDPOINTS });
      await queryClient.invalidateQueries({ queryKey: DELIVERIES });
    },
  });
}

function useSends<Input>(send: (input: Input) => Promise<unknown>, done: () => string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () => toast.success(done()),
    onError: toastProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: DELIVERIES }),
  });
}

export const useTestEndpoint = (id: string) =>
  useSends(
    () => unwrap(api.POST("/api/event-endpoints/{id}/test", { params: { path: { id } } })),
    () => translate("events.test.sent"),
  );

export const useReplayDelivery = (id: string) =>
  useSends(
    () => unwrap(api.POST("/api/event-deliveries/{id}/replay", { params: { path: { id } } })),
    () => translate("events.replayed"),
  );

/** Sends an endpoint what happened since then and did not arrive. */
export const useReplaySince = (id: string) =>
  useSends(
    (body: { since: string; only_missing: boolean }) =>
      unwrap(api.POST("/api/event-endpoints/{id}/replay", { params: { path: { id } }, body })),
    () => translate("events.replay.begun"),
  );

export interface DeliveryFilter {
  endpoint_id?: string;
  status?: EventDelivery["status"];
  event_type?: EventType;
}

export const deliveriesQuery = (filter: DeliveryFilter) =>
  infiniteQueryOptions({
    queryKey: [...DELIVERIES, "list", filter],
    queryFn: ({ pageParam }) =>
      unwrap(api.GET("/api/event-deliveries", { params: { query: { ...filter, ...cursorOf(pageParam) } } })),
    ...paged,
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.data.some(isPending)) ? WATCH_MS : false),
  });

export const deliveryQuery = (id: string) =>
  queryOptions({
    queryKey: [...DELIVERIES, "one", id],
    queryFn: () => unwrap(api.GET("/api/event-deliveries/{id}", { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data && isPending(state.data) ? WATCH_MS : false),
  });
