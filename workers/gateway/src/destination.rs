//! Whom a request is for: decided by its host, its path and, where two workers share a path, its method.

use pinewire_shared::http::Request;
use worker::Method;

/// Hosts of vendors that the sandbox stands in for.
const VENDORS: &[&str] = &["tradingview", "pine-facade", "resend"];
/// Where `<vendor>.localhost` points to this machine by itself (RFC 6761).
const LOCAL_SUFFIX: &str = ".localhost";

/// Who answers a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Destination {
    /// The web app's files; any page of it.
    App,
    /// The API reference, a page of its own.
    Reference,
    /// The API.
    Api(ApiWorker),
    /// What others call us with: alerts.
    Webhook,
    /// What others call us with: shops.
    PurchaseHook,
    /// The older access API, outside of `/api`.
    OlderApi,
    /// The sandbox's own console.
    Sandbox,
    /// A vendor's stand-in, as an origin of its own.
    VendorHost(&'static str),
    /// A vendor's stand-in below `/sandbox/`, where there is no other host to be had.
    VendorPath(&'static str),
    /// A host name of this machine that stands for nothing.
    UnknownHost,
}

/// Who answers a part of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum ApiWorker {
    /// Accounts, signals, administration, health.
    Api,
    /// A seller's connection to TradingView.
    Connect,
    /// A seller's published scripts.
    Sync,
    /// Access to them: given, changed, listed.
    Assign,
    /// Access to them: ended, and compared with TradingView.
    Revoke,
    /// What a seller's own systems are told.
    Events,
    /// What shops have told, and what it means.
    Purchase,
    /// The older access API, and its token.
    AccessV1,
    /// What older systems have exported.
    Import,
}

impl ApiWorker {
    /// The service binding.
    pub(crate) const fn binding(self) -> &'static str {
        match self {
            Self::Api => "API",
            Self::Connect => "CONNECT",
            Self::Sync => "SYNC",
            Self::Assign => "ASSIGN",
            Self::Revoke => "REVOKE",
            Self::Events => "EVENTS",
            Self::Purchase => "PURCHASE",
            Self::AccessV1 => "ACCESS_V1",
            Self::Import => "IMPORT",
        }
    }

    /// The name in metrics and logs.
    const fn name(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Connect => "connect",
            Self::Sync => "sync",
            Self::Assign => "assign",
            Self::Revoke => "revoke",
            Self::Events => "events",
            Self::Purchase => "purchase",
            Self::AccessV1 => "access-v1",
            Self::Import => "import",
        }
    }
}

impl Destination {
    pub(crate) fn of(request: &Request) -> Self {
        let named = Self::named_by(&request.method(), &request.host(), &request.path());
        // Pages of the web app lie there too: a browser that opens one asks for a page and knows no token.
        if named == Self::OlderApi && asks_for_a_page(request) {
            return Self::App;
        }
        named
    }

    fn named_by(method: &Method, host: &str, path: &str) -> Self {
        let host = host.rsplit_once(':').map_or(host, |(name, _port)| name);
        if let Some(name) = host.strip_suffix(LOCAL_SUFFIX) {
            return vendor(name).map_or(Self::UnknownHost, Self::VendorHost);
        }
        let mut segments = path.trim_start_matches('/').split('/');
        match segments.next().unwrap_or_default() {
            "api" => match segments.next().unwrap_or_default() {
                "connect" => Self::Api(ApiWorker::Connect),
                "sync" | "scripts" => Self::Api(ApiWorker::Sync),
                "access" if *method == Method::Delete => Self::Api(ApiWorker::Revoke),
                "access" | "access-jobs" | "users" => Self::Api(ApiWorker::Assign),
                "revocations" | "reconcile" => Self::Api(ApiWorker::Revoke),
                "event-endpoints" | "event-deliveries" => Self::Api(ApiWorker::Events),
                "purchases" | "purchase-hooks" | "products" | "buyer" => Self::Api(ApiWorker::Purchase),
                "admin" if segments.next() == Some("imports") => Self::Api(ApiWorker::Import),
                "older-api" => Self::Api(ApiWorker::AccessV1),
                _ => Self::Api(ApiWorker::Api),
            },
            "validate" | "access" | "admin" if is_older_api(path) => Self::OlderApi,
            "health" => Self::Api(ApiWorker::Api),
            "webhook" => match (segments.next(), segments.next()) {
                (Some("purchase"), Some(_)) => Self::PurchaseHook,
                _ => Self::Webhook,
            },
            "docs" => Self::Reference,
            "sandbox" => segments
                .next()
                .and_then(vendor)
                .map_or(Self::Sandbox, Self::VendorPath),
            _ => Self::App,
        }
    }

    /// Whether it answers people: then it is told who is calling.
    pub(crate) const fn knows_callers(self) -> bool {
        matches!(self, Self::Api(_))
    }

    /// The name in metrics and logs.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::App | Self::Reference => "web",
            Self::Api(worker) => worker.name(),
            Self::Webhook => "webhook",
            Self::PurchaseHook => ApiWorker::Purchase.name(),
            Self::OlderApi => ApiWorker::AccessV1.name(),
            Self::Sandbox | Self::VendorHost(_) | Self::VendorPath(_) => "sandbox",
            Self::UnknownHost => "none",
        }
    }
}

/// `/validate/{username}`, `/access/{username}`, `/admin/cookies`, `/admin/token`.
fn is_older_api(path: &str) -> bool {
    let mut segments = path.trim_matches('/').split('/');
    match (segments.next(), segments.next(), segments.next()) {
        (Some("validate" | "access"), Some(username), None) => !username.is_empty(),
        (Some("admin"), Some("cookies" | "token"), None) => true,
        _ => false,
    }
}

fn asks_for_a_page(request: &Request) -> bool {
    let is_get = matches!(request.method(), Method::Get | Method::Head);
    let accepts_pages = request
        .header("accept")
        .is_some_and(|accept| accept.contains("text/html"));
    is_get && accepts_pages && request.header("x-admin-token").is_none()
}

fn vendor(name: &str) -> Option<&'static str> {
    VENDORS.iter().find(|vendor| **vendor == name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named_by(host: &str, path: &str) -> Destination {
        Destination::named_by(&Method::Get, host, path)
    }

    const API: Destination = Destination::Api(ApiWorker::Api);
    const CONNECT: Destination = Destination::Api(ApiWorker::Connect);
    const SYNC: Destination = Destination::Api(ApiWorker::Sync);
    const ASSIGN: Destination = Destination::Api(ApiWorker::Assign);
    const REVOKE: Destination = Destination::Api(ApiWorker::Revoke);
    const PURCHASE: Destination = Destination::Api(ApiWorker::Purchase);
    const EVENTS: Destination = Destination::Api(ApiWorker::Events);

    #[test]
    fn a_path_names_its_worker() {
        for (path, expected) in [
            ("/", Destination::App),
            ("/signals/sig_1", Destination::App),
            ("/apidocs", Destination::App),
            ("/healthy", Destination::App),
            ("/openapi.json", Destination::App),
            ("/docs", Destination::Reference),
            ("/docs/viewer.js", Destination::Reference),
            ("/api", API),
            ("/api/signals", API),
            ("//api/signals", API),
            ("/api/connect", CONNECT),
            ("/api/connect/test", CONNECT),
            ("/api/connections", API),
            ("/api/sync", SYNC),
            ("/api/scripts/scr_1", SYNC),
            ("/api/access", ASSIGN),
            ("/api/access/grt_1", ASSIGN),
            ("/api/access-jobs/blk_1/rows", ASSIGN),
            ("/api/users/validate/jane", ASSIGN),
            ("/api/revocations", REVOKE),
            ("/api/reconcile/rec_1/differences", REVOKE),
            ("/api/event-endpoints/whe_1/test", EVENTS),
            ("/api/event-deliveries", EVENTS),
            ("/health", API),
            ("/health/metrics", API),
            ("/api/purchases/pur_1/retry", PURCHASE),
            ("/api/purchase-hooks", PURCHASE),
            ("/api/products/prd_1", PURCHASE),
            ("/api/buyer/link", PURCHASE),
            ("/buyer/link", Destination::App),
            (
                "/api/admin/imports/imp_1/rows",
                Destination::Api(ApiWorker::Import),
            ),
            ("/api/admin/users", API),
            ("/api/older-api/token", Destination::Api(ApiWorker::AccessV1)),
            ("/validate/jane", Destination::OlderApi),
            ("/access/jane/", Destination::OlderApi),
            ("/admin/cookies", Destination::OlderApi),
            ("/admin/token", Destination::OlderApi),
            ("/validate", Destination::App),
            ("/access", Destination::App),
            ("/access/", Destination::App),
            ("/access/jane/x", Destination::App),
            ("/admin/users", Destination::App),
            ("/webhook/token", Destination::Webhook),
            ("/webhook/purchase", Destination::Webhook),
            ("/webhook/purchase/token", Destination::PurchaseHook),
            ("/sandbox", Destination::Sandbox),
            ("/sandbox/inbox", Destination::Sandbox),
            (
                "/sandbox/tradingview/chart/",
                Destination::VendorPath("tradingview"),
            ),
        ] {
            assert_eq!(named_by("localhost:8787", path), expected, "{path}");
            assert_eq!(named_by("pinewire.example", path), expected, "{path}");
        }
    }

    #[test]
    fn ending_access_is_another_workers() {
        let of = |method| Destination::named_by(&method, "localhost:8787", "/api/access/grt_1");
        assert_eq!(of(Method::Delete), REVOKE);
        assert_eq!(of(Method::Post), ASSIGN);
    }

    #[test]
    fn a_vendor_has_a_host_of_its_own() {
        for path in ["/", "/api/signals", "/webhook/token", "/docs"] {
            assert_eq!(
                named_by("tradingview.localhost:8787", path),
                Destination::VendorHost("tradingview")
            );
            assert_eq!(
                named_by("resend.localhost", path),
                Destination::VendorHost("resend")
            );
            assert_eq!(named_by("other.localhost:8787", path), Destination::UnknownHost);
        }
    }
}
