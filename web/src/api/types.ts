/** Short names for the shapes of `docs/openapi.json`. */
import type { components, paths } from "./schema";

type Schemas = components["schemas"];

/**
 * An answer of the server has all its fields: what is not known is null. The description calls such fields optional,
 * because clients may leave them out where the same shape is sent.
 */
export type Complete<T> = T extends object ? { [K in keyof T]-?: Complete<T[K]> } : T;

export type User = Complete<Schemas["User"]>;
export type Session = Complete<Schemas["Session"]>;
export type Role = Schemas["Role"];
export type AccountSession = Complete<Schemas["SignedInSession"]>;
export type ApiKey = Complete<Schemas["ApiKey"]>;
export type Scope = Schemas["Scope"];

export type Signal = Complete<Schemas["Signal"]>;
export type SignalDetail = Complete<Schemas["SignalDetail"]>;
export type SignalUpdate = Schemas["OutcomePatch"];
export type Direction = Schemas["Direction"];
export type SignalResult = Schemas["SignalResult"];
export type ScreenshotStatus = Schemas["ScreenshotStatus"];
export type TimelineEntry = Complete<Schemas["TimelineEntry"]>;
export type SignalQuery = NonNullable<paths["/api/signals"]["get"]["parameters"]["query"]>;

export type Stats = Complete<Schemas["Stats"]>;
export type StatsReport = Complete<Schemas["StatsReport"]>;
export type DailyStats = Complete<Schemas["DailyStats"]>;

export type Config = Complete<Schemas["Config"]>;
export type ConfigUpdate = Schemas["ConfigUpdate"];
export type RejectedAlert = Complete<Schemas["RejectedAlert"]>;

export type DeadLetter = Complete<Schemas["DeadLetter"]>;
export type AdminRejectedAlert = Complete<Schemas["AdminRejectedAlert"]>;
export type AuditEntry = Complete<Schemas["AuditEntry"]>;
export type AdminUser = Complete<Schemas["AdminUser"]>;
export type QueueState = Complete<Schemas["QueueState"]>;
