import { useQuery } from "@tanstack/react-query";
import { ErrorState, SkeletonRows } from "@/ui/states";
import { configQuery } from "./api";
import { MessageCard } from "./message-card";
import { TestAlertCard } from "./test-alert-card";
import { UrlCard } from "./url-card";

export function AlertSetup() {
  const { data: config, error, refetch } = useQuery(configQuery);
  if (config === undefined) {
    return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <SkeletonRows rows={5} />;
  }
  return (
    <div className="grid gap-4 xl:grid-cols-[minmax(0,1.5fr)_minmax(0,1fr)] xl:items-start">
      <div className="grid min-w-0 gap-4">
        <UrlCard webhook={config.webhook} />
        <MessageCard secret={config.body_secret_set} />
      </div>
      <TestAlertCard />
    </div>
  );
}
