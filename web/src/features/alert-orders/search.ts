/** The filters of what became of alerts, as they stand in the URL. */
import type { AlertOrderStatus } from "@/api/types";
import { oneOf, text, withoutGaps } from "@/lib/search-params";

export const ALERT_ORDER_STATUSES = [
  "proposed",
  "sending",
  "placed",
  "refused",
  "failed",
  "dry_run",
  "skipped",
  "rejected",
  "expired",
] as const satisfies readonly AlertOrderStatus[];

export interface AlertOrderFilter {
  status?: AlertOrderStatus;
  binding_id?: string;
}

/** Reads whatever the URL holds; what makes no sense is left out. */
export function parseAlertOrderSearch(raw: Record<string, unknown>): AlertOrderFilter {
  return withoutGaps({ status: oneOf(ALERT_ORDER_STATUSES, raw.status), binding_id: text(raw.binding_id) });
}
