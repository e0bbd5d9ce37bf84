import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Config } from "@/api/types";
import { configQuery } from "@/features/alerts/api";
import { Loaded } from "@/ui/loaded";

/** Shows what needs the configuration once it is there. */
export function WithConfig({ children }: { children: (config: Config) => ReactNode }) {
  return <Loaded query={useQuery(configQuery)}>{children}</Loaded>;
}
