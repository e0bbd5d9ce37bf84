import { Deliveries } from "./deliveries";
import { EndpointsCard } from "./endpoints-card";

/** What pinewire tells the seller's own systems: to whom, and whether it arrived. */
export function EventsPage() {
  return (
    <div className="grid grid-cols-1 gap-4">
      <EndpointsCard />
      <Deliveries />
    </div>
  );
}
