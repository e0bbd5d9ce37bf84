/** Short names for the shapes of `docs/openapi.json`. */
import type { components, paths } from "./schema";

type Schemas = components["schemas"];

export type User = Schemas["User"];
export type Session = Schemas["Session"];
export type Language = Schemas["Language"];
export type Role = Schemas["Role"];
export type AccountSession = Schemas["AccountSession"];
export type ApiKey = Schemas["ApiKey"];
export type Scope = Schemas["Scope"];

export type Signal = Schemas["Signal"];
export type SignalDetail = Schemas["SignalDetail"];
export type SignalUpdate = Schemas["SignalUpdate"];
export type Direction = Schemas["Direction"];
export type SignalResult = Schemas["SignalResult"];
export type ScreenshotStatus = Schemas["ScreenshotStatus"];
export type TimelineEntry = Schemas["TimelineEntry"];
export type SignalQuery = NonNullable<paths["/api/signals"]["get"]["parameters"]["query"]>;

export type Stats = Schemas["Stats"];
export type StatsReport = Schemas["StatsReport"];
export type DailyStats = Schemas["DailyStats"];

export type Config = Schemas["Config"];
export type ConfigUpdate = Schemas["ConfigUpdate"];
export type RejectedAlert = Schemas["RejectedAlert"];

export type DeadLetter = Schemas["DeadLetter"];
export type AdminRejectedAlert = Schemas["AdminRejectedAlert"];
export type AuditEntry = Schemas["AuditEntry"];
export type AdminUser = Schemas["AdminUser"];
export type QueueState = Schemas["QueueState"];
