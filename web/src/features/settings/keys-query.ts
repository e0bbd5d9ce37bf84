import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

/** All API keys; the server sends them on one page. */
export const keysQuery = queryOptions({
  queryKey: ["api-keys"],
  queryFn: () => unwrap(api.GET("/api/account/api-keys")),
});
