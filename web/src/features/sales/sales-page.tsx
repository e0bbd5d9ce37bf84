import { HooksCard } from "./hooks-card";
import { ProductsCard } from "./products-card";
import { Purchases } from "./purchases";

/** Selling by itself: what a product gives, where shops call, and what came of it. */
export function SalesPage() {
  return (
    <div className="grid grid-cols-1 gap-4">
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
        <ProductsCard />
        <HooksCard />
      </div>
      <Purchases />
    </div>
  );
}
