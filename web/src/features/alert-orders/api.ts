/** Calls about alerts that become orders: the bindings that make them, and what became of each alert. */
import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { api, unwrap } from "@/api/client";
import { cursorOf, paged } from "@/api/paged";
import type { AlertBinding, AlertBindingInput, AlertOrder } from "@/api/types";
import { toastProblem } from "@/app/toasts";
import { useRequestKeys } from "@/features/grants/api";
import { toastRefusal } from "@/features/trading/refusal";
import { translate } from "@/i18n";
import type { AlertOrderFilter } from "./search";

const BINDINGS = ["alert-bindings"] as const;
const OUTCOMES = ["alert-orders"] as const;
/** How often to look while something waits for its user or is on its way, and else. */
const WATCH_MS = 2_000;
const LOOK_MS = 10_000;

const isMoving = ({ status }: Pick<AlertOrder, "status">) => status === "sending" || status === "proposed";

export const bindingsQuery = infiniteQueryOptions({
  queryKey: BINDINGS,
  queryFn: ({ pageParam }) =>
    unwrap(api.GET("/api/alert-orders/bindings", { params: { query: { limit: 50, ...cursorOf(pageParam) } } })),
  ...paged,
});

export const alertOrdersQuery = (filter: AlertOrderFilter) =>
  infiniteQueryOptions({
    queryKey: [...OUTCOMES, filter],
    queryFn: ({ pageParam }) =>
      unwrap(api.GET("/api/alert-orders", { params: { query: { ...filter, ...cursorOf(pageParam) } } })),
    ...paged,
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.data.some(isMoving)) ? WATCH_MS : LOOK_MS),
  });

/** A binding as it would be sent again. */
export function inputOf(binding: AlertBinding): AlertBindingInput {
  const { id: _, created_at: _created, updated_at: _updated, ...input } = binding;
  // It was confirmed when it was made; the account stays.
  return { ...input, confirm_live: true };
}

export function useSaveBinding(binding: AlertBinding | null) {
  const queryClient = useQueryClient();
  const keys = useRequestKeys();
  return useMutation({
    mutationFn: (input: AlertBindingInput): Promise<unknown> =>
      binding === null
        ? unwrap(
            api.POST("/api/alert-orders/bindings", {
              params: { header: { "Idempotency-Key": keys.keyFor(input) } },
              body: input,
            }),
          )
        : unwrap(
            api.PUT("/api/alert-orders/bindings/{id}", {
              params: { path: { id: binding.id } },
              body: { ...input, version: binding.version },
            }),
          ),
    onSuccess: () => {
      keys.done();
      toast.success(translate("state.saved"));
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: BINDINGS }),
  });
}

export function useDeleteBinding(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/alert-orders/bindings/{id}", { params: { path: { id } } })),
    onError: toastProblem,
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: BINDINGS });
      await queryClient.invalidateQueries({ queryKey: OUTCOMES });
    },
  });
}

/** Lets a proposal go, or not. */
export function useDecide(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (decision: "approve" | "reject") => {
      const params = { path: { id } };
      const call: Promise<unknown> =
        decision === "approve"
          ? unwrap(api.POST("/api/alert-orders/{id}/approve", { params }))
          : unwrap(api.POST("/api/alert-orders/{id}/reject", { params }));
      return call.catch(toastRefusal);
    },
    onSuccess: (_, decision) => {
      toast.success(translate(decision === "approve" ? "proposal.approved" : "proposal.rejected"));
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: OUTCOMES }),
  });
}
