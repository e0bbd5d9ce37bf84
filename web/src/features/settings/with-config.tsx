import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Config } from "@/api/types";
import { configQuery } from "@/features/alerts/api";
import { ErrorState, SkeletonRows } from "@/ui/states";

/** Shows what needs the configuration once it is there. */
export function WithConfig({ children }: { children: (config: Config) => ReactNode }) {
  const { data, error, refetch } = useQuery(configQuery);
  if (data !== undefined) return children(data);
  return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <SkeletonRows />;
}
