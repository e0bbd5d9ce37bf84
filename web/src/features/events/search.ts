/** The filters of the deliveries, as they stand in the URL. */
import type { EventType } from "@/api/types";
import { oneOf, text, withoutGaps } from "@/lib/search-params";
import type { DeliveryFilter } from "./api";

/** What an endpoint can be subscribed to. */
export const EVENT_TYPES = [
  "access.granted",
  "access.extended",
  "access.revoked",
  "access.failed",
  "access.expiring",
  "connection.dead",
  "sync.finished",
] as const satisfies readonly EventType[];
export const ALL_TYPES = [...EVENT_TYPES, "endpoint.test"] as const satisfies readonly EventType[];
export const DELIVERY_STATUSES = ["pending", "delivered", "failed"] as const;

/** Reads whatever the URL holds; what makes no sense is left out. */
export function parseDeliverySearch(raw: Record<string, unknown>): DeliveryFilter {
  return withoutGaps({
    endpoint_id: text(raw.endpoint_id),
    status: oneOf(DELIVERY_STATUSES, raw.status),
    event_type: oneOf(ALL_TYPES, raw.event_type),
  });
}
