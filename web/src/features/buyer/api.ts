/** Calls of the buyer's page. The link is all that its reader has. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

/** How often to look while something is being done. */
const WATCH_MS = 3_000;
const MOVING = ["received", "applying"];

export const purchaseQuery = (link: string) =>
  queryOptions({
    queryKey: ["buyer", link],
    queryFn: () => unwrap(api.GET("/api/buyer/{link}", { params: { path: { link } } })),
    refetchInterval: ({ state }) => (state.data && MOVING.includes(state.data.status) ? WATCH_MS : false),
  });

export function useSayUsername(link: string) {
  const queryClient = useQueryClient();
  const { queryKey } = purchaseQuery(link);
  return useMutation({
    mutationFn: (username: string) =>
      unwrap(api.PUT("/api/buyer/{link}", { params: { path: { link } }, body: { username } })),
    onSuccess: (purchase) => queryClient.setQueryData(queryKey, purchase),
    // Somebody else may have said it meanwhile.
    onError: () => queryClient.invalidateQueries({ queryKey }),
  });
}
