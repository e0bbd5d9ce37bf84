/** Calls about the limits of an account. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { api, unwrap } from "@/api/client";
import type { RiskLimits } from "@/api/types";
import { translate } from "@/i18n";

const keyOf = (id: string) => ["risk", id] as const;

export const riskQuery = (id: string) =>
  queryOptions({
    queryKey: keyOf(id),
    queryFn: () => unwrap(api.GET("/api/risk/{id}", { params: { path: { id } } })),
  });

/** Sets all limits of an account; `version` is that of the limits that were read. */
export function useSetLimits(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: { limits: Partial<RiskLimits>; version: number }) =>
      // What is left out is set to its default.
      unwrap(
        api.PUT("/api/risk/{id}", { params: { path: { id } }, body: { ...body, limits: body.limits as RiskLimits } }),
      ),
    onSuccess: () => toast.success(translate("state.saved")),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keyOf(id) }),
  });
}
