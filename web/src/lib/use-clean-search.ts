import { type RegisteredRouter, type RouteIds, useSearch } from "@tanstack/react-router";

/**
 * What a page's URL says, read by `parse`. The router hands on what a route's own parser has left out, so that it has to
 * be read once more here: else any `?utm_source=…` would go on to the API.
 */
export function useCleanSearch<Search extends object>(
  from: RouteIds<RegisteredRouter["routeTree"]>,
  parse: (raw: Record<string, unknown>) => Search,
): Search {
  return parse({ ...useSearch({ from }) });
}
