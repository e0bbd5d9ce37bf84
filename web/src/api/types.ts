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

export type ConnectionState = Complete<Schemas["ConnectionStatusView"]>;
export type Connection = NonNullable<ConnectionState["connection"]>;
export type ConnectionStatus = Schemas["ConnectionStatus"];
export type ConnectionCheck = Complete<Schemas["ConnectionCheck"]>;
export type HealthSummary = Complete<Schemas["HealthSummary"]>;
export type TradingViewAccount = Complete<Schemas["TradingViewAccount"]>;
export type AccessFailure = Schemas["AccessFailure"];

export type Script = Complete<Schemas["Script"]>;
export type ScriptUpdate = Schemas["ScriptUpdate"];
export type ScriptQuery = NonNullable<paths["/api/scripts"]["get"]["parameters"]["query"]>;
export type SyncRun = Complete<Schemas["SyncRun"]>;
/** Its members may be left out where they are empty. */
export type SyncReport = Schemas["SyncReport"];

export type Grant = Complete<Schemas["Grant"]>;
export type GrantDetail = Complete<Schemas["GrantDetail"]>;
export type GrantStatus = Schemas["GrantStatus"];
export type GrantQuery = NonNullable<paths["/api/access"]["get"]["parameters"]["query"]>;
export type WantedChange = Complete<Schemas["WantedChange"]>;
export type AccessLogLine = Complete<Schemas["AccessLogLine"]>;
export type AccessJob = Complete<Schemas["AccessJob"]>;
export type AccessJobRow = Complete<Schemas["AccessJobRow"]>;
export type Revocation = Schemas["Revocation"];
export type Reconciliation = Complete<Schemas["Reconciliation"]>;
export type ReconciliationDetail = Complete<Schemas["ReconciliationDetail"]>;
export type Difference = Complete<Schemas["Difference"]>;
export type DriftKind = Schemas["DriftKind"];

export type Product = Complete<Schemas["Product"]>;
export type ProductInput = Schemas["ProductInput"];
export type PurchaseHook = Complete<Schemas["PurchaseHook"]>;
export type Purchase = Complete<Schemas["Purchase"]>;
export type PurchaseDetail = Complete<Schemas["PurchaseDetail"]>;
export type PurchaseStatus = Schemas["PurchaseStatus"];
export type PurchaseKind = Schemas["PurchaseKind"];
export type BuyerPurchase = Complete<Schemas["BuyerPurchase"]>;

export type EventType = Schemas["EventType"];
export type EventEndpoint = Complete<Schemas["EventEndpoint"]>;
export type EventDelivery = Complete<Schemas["EventDelivery"]>;
export type OlderApiToken = Complete<Schemas["OlderApiToken"]>;

export type BrokerCatalogue = Complete<Schemas["Catalogue"]>;
export type BrokerInfo = BrokerCatalogue["brokers"][number];
export type BrokerAgreement = BrokerCatalogue["agreement"];
export type BrokerAccount = Complete<Schemas["BrokerAccountView"]>;
export type BrokerEnvironment = Schemas["Environment"];
export type Instrument = Complete<Schemas["SymbolView"]>;

export type Order = Complete<Schemas["OrderView"]>;
export type OrderBody = Schemas["OrderBody"];
export type OrderChange = Schemas["EditBody"];
export type OrderPreview = Complete<Schemas["Preview"]>;
export type OrderDetail = Complete<Schemas["Detail"]>;
export type Position = Complete<Schemas["Position"]>;
export type PositionExits = Schemas["ProtectionBody"];
export type Execution = Complete<Schemas["Execution"]>;
export type Standing = Complete<Schemas["Standing"]>;

export type RiskLimits = Schemas["RiskLimits"];
export type RiskView = Complete<Schemas["RiskView"]>;

export type AlertBinding = Complete<Schemas["Binding"]>;
export type AlertBindingInput = Schemas["BindingInput"];
export type AlertOrder = Complete<Schemas["AlertOrder"]>;
export type AlertOrderStatus = Schemas["AlertOrderStatus"];
