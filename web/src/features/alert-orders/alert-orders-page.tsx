import { BindingsCard } from "./bindings-card";
import { Outcomes } from "./outcomes";

/** From alert to order: which strategies trade where, what waits for a decision, and what became of each alert. */
export function AlertOrdersPage() {
  return (
    <div className="grid grid-cols-1 gap-6">
      <BindingsCard />
      <Outcomes />
    </div>
  );
}
