/** The filters of the purchases, as they stand in the URL. */
import type { PurchaseKind, PurchaseStatus } from "@/api/types";
import { oneOf, text, withoutGaps } from "@/lib/search-params";
import type { PurchaseFilter } from "./api";

export const PURCHASE_STATUSES = [
  "received",
  "waiting_product",
  "waiting_username",
  "applying",
  "completed",
  "failed",
  "ignored",
] as const satisfies readonly PurchaseStatus[];
export const PURCHASE_KINDS = ["purchase", "renewal", "refund", "cancel"] as const satisfies readonly PurchaseKind[];

/** Reads whatever the URL holds; what makes no sense is left out. */
export function parsePurchaseSearch(raw: Record<string, unknown>): PurchaseFilter {
  return withoutGaps({
    status: oneOf(PURCHASE_STATUSES, raw.status),
    kind: oneOf(PURCHASE_KINDS, raw.kind),
    product: text(raw.product),
    email: text(raw.email),
    username: text(raw.username),
    order_id: text(raw.order_id),
  });
}
