//! Whom a request is for: decided by its host, its path and, where two workers share a path, its method.

use pinewire_shared::http::Request;
use worker::Method;

/// Hosts of vendors that the sandbox stands in for.
const VENDORS: &[&str] = &["tradingview", "pine-facade", "resend", "alpaca", "alpaca-paper"];
/// Where `<vendor>.localhost` points to this machine by itself (RFC 6761).
const LOCAL_SUFFIX: &str = ".localhost";

/// A worker behind the gateway.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Service {
    /// The name in metrics and logs.
    pub(crate) name: &'static str,
    /// The service binding of wrangler.toml.
    pub(crate) binding: &'static str,
}

macro_rules! services {
    ($($constant:ident = $name:literal;)*) => {
        $(pub(crate) const $constant: &Service = &Service { name: $name, binding: stringify!($constant) };)*
    };
}

services! {
    ACCESS_JOBS = "access-jobs";
    ACCESS_V1 = "access-v1";
    ACCOUNT = "account";
    ADMIN = "admin";
    ALERT_ORDERS = "alert-orders";
    API = "api";
    ASSIGN = "assign";
    AUTH = "auth";
    BROKERS = "brokers";
    BROKER_API = "broker-api";
    BROKER_ORDERS = "broker-orders";
    BROKER_SIGN_IN = "broker-sign-in";
    CONNECT = "connect";
    DATAFEED = "datafeed";
    EVENTS = "events";
    IMPORT = "import";
    OPERATIONS = "operations";
    ORDERS = "orders";
    ORDER_HISTORY = "order-history";
    PURCHASE = "purchase";
    RECONCILE = "reconcile";
    REVOKE = "revoke";
    RISK = "risk";
    SALES = "sales";
    SCRIPTS = "scripts";
    SHOP = "shop";
    SIGNALS = "signals";
    STREAM = "stream";
    SYMBOLS = "symbols";
    WEBHOOK = "webhook";
}

/// Whose the endpoints of the API are: the first entry that is the path, or that the path is below.
const API_PATHS: &[(&str, &Service)] = &[
    ("account/", ACCOUNT),
    // The end of an account asks for its password, as a sign-in does.
    ("account", AUTH),
    ("access/bulk", ACCESS_JOBS),
    ("access", ASSIGN),
    ("access-jobs", ACCESS_JOBS),
    // Sealing and opening is known there already.
    ("admin/imports", IMPORT),
    ("admin/keys", OPERATIONS),
    ("admin", ADMIN),
    ("alert-orders", ALERT_ORDERS),
    ("auth", AUTH),
    ("brokers", BROKERS),
    ("connect", CONNECT),
    // A test alert is taken in as any other is.
    ("config/test-alert", WEBHOOK),
    ("buyer", SALES),
    ("event-deliveries", EVENTS),
    ("event-endpoints", EVENTS),
    ("executions", ORDER_HISTORY),
    ("older-api", ACCESS_V1),
    ("orders", ORDERS),
    ("positions", ORDERS),
    ("products", SHOP),
    ("purchase-hooks", SHOP),
    ("purchases", SALES),
    ("reconcile", RECONCILE),
    ("revocations", REVOKE),
    ("risk", RISK),
    ("scripts", SCRIPTS),
    ("signals/stream", STREAM),
    ("signals", SIGNALS),
    ("symbols", SYMBOLS),
    ("sync", SCRIPTS),
    ("trades", ORDER_HISTORY),
    ("users", ASSIGN),
];

/// Who answers a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Destination {
    /// The web app's files; any page of it.
    App,
    /// The API reference, a page of its own.
    Reference,
    /// The API: for people and their programs.
    Api(&'static Service),
    /// Whether the platform works.
    Health,
    /// What others call us with: alerts, and what shops sell.
    Webhook(&'static Service),
    /// The older access API, outside of `/api`.
    OlderApi,
    /// What TradingView's trading panel asks. It has tokens of its own, and pages of TradingView's may ask too.
    TradingPanel(&'static Service),
    /// The sandbox's own console.
    Sandbox,
    /// A vendor's stand-in, as an origin of its own.
    VendorHost(&'static str),
    /// A vendor's stand-in below `/sandbox/`, where there is no other host to be had.
    VendorPath(&'static str),
    /// A host name of this machine that stands for nothing.
    UnknownHost,
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
        let path = path.trim_start_matches('/');
        let (first, rest) = path.split_once('/').unwrap_or((path, ""));
        match first {
            "api" => Self::Api(service(method, rest)),
            // Charts of other sites ask as programs of the API do.
            "datafeed" => Self::Api(match rest.trim_end_matches('/') {
                // These are somebody's.
                "marks" | "timescale_marks" => SYMBOLS,
                _ => DATAFEED,
            }),
            "health" => Self::Health,
            "validate" | "access" | "admin" if is_older_api(path) => Self::OlderApi,
            "webhook" => match rest.split_once('/') {
                Some(("purchase", _)) => Self::Webhook(PURCHASE),
                _ => Self::Webhook(WEBHOOK),
            },
            "broker" => Self::TradingPanel(trading_panel(method, rest)),
            "docs" => Self::Reference,
            "sandbox" => {
                vendor(rest.split('/').next().unwrap_or_default()).map_or(Self::Sandbox, Self::VendorPath)
            }
            _ => Self::App,
        }
    }

    /// The name in metrics and logs.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::App | Self::Reference => "web",
            Self::Api(service) | Self::Webhook(service) | Self::TradingPanel(service) => service.name,
            Self::Health => OPERATIONS.name,
            Self::OlderApi => ACCESS_V1.name,
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

/// `path` is what stands behind `/broker/`. What a panel reads and what it wants done are two workers' work.
fn trading_panel(method: &Method, path: &str) -> &'static Service {
    let is_of_account = path.starts_with("accounts/");
    let reads = matches!(*method, Method::Get | Method::Head | Method::Options);
    match path.trim_end_matches('/') {
        "config" | "accounts" | "quotes" | "depth" => BROKER_API,
        _ if is_of_account && reads => BROKER_API,
        _ if is_of_account => BROKER_ORDERS,
        _ => BROKER_SIGN_IN,
    }
}

fn asks_for_a_page(request: &Request) -> bool {
    let is_get = matches!(request.method(), Method::Get | Method::Head);
    let accepts_pages = request
        .header("accept")
        .is_some_and(|accept| accept.contains("text/html"));
    is_get && accepts_pages && request.header("x-admin-token").is_none()
}

/// `path` is what stands behind `/api/`.
fn service(method: &Method, path: &str) -> &'static Service {
    let is_in = |place: &str| {
        path.strip_prefix(place)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || place.ends_with('/'))
    };
    // Access is given by one worker and ended by another.
    if *method == Method::Delete && is_in("access") {
        return REVOKE;
    }
    // So are orders given by one worker, and told by another.
    if matches!(*method, Method::Get | Method::Head) && is_in("orders") {
        return ORDER_HISTORY;
    }
    API_PATHS
        .iter()
        .find(|(place, _)| is_in(place))
        .map_or(API, |(_, service)| *service)
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
            ("/api", Destination::Api(API)),
            ("/api/config", Destination::Api(API)),
            ("/api/config/test-alert", Destination::Api(WEBHOOK)),
            ("/api/config/test-alerts", Destination::Api(API)),
            ("/api/signals", Destination::Api(SIGNALS)),
            ("//api/signals", Destination::Api(SIGNALS)),
            ("/api/signals/sig_1", Destination::Api(SIGNALS)),
            ("/api/signals/stream", Destination::Api(STREAM)),
            ("/api/signalsx", Destination::Api(API)),
            ("/api/auth/login", Destination::Api(AUTH)),
            ("/api/account", Destination::Api(AUTH)),
            ("/api/account/profile", Destination::Api(ACCOUNT)),
            ("/api/admin/users", Destination::Api(ADMIN)),
            ("/api/admin/keys/rotate", Destination::Api(OPERATIONS)),
            ("/api/admin/imports/imp_1", Destination::Api(IMPORT)),
            ("/api/connect", Destination::Api(CONNECT)),
            ("/api/connect/test", Destination::Api(CONNECT)),
            ("/api/connections", Destination::Api(API)),
            ("/api/alert-orders/bindings", Destination::Api(ALERT_ORDERS)),
            ("/api/symbols/AAPL", Destination::Api(SYMBOLS)),
            ("/datafeed/marks", Destination::Api(SYMBOLS)),
            ("/datafeed/history", Destination::Api(DATAFEED)),
            ("/api/sync", Destination::Api(SCRIPTS)),
            ("/api/scripts/scr_1", Destination::Api(SCRIPTS)),
            ("/api/access", Destination::Api(ASSIGN)),
            ("/api/access/grt_1", Destination::Api(ASSIGN)),
            ("/api/access/bulk", Destination::Api(ACCESS_JOBS)),
            ("/api/access-jobs/blk_1/rows", Destination::Api(ACCESS_JOBS)),
            ("/api/users/validate/jane", Destination::Api(ASSIGN)),
            ("/api/revocations", Destination::Api(REVOKE)),
            ("/api/reconcile/rec_1/differences", Destination::Api(RECONCILE)),
            ("/api/event-endpoints/whe_1/test", Destination::Api(EVENTS)),
            ("/api/event-deliveries", Destination::Api(EVENTS)),
            ("/api/purchases/pur_1/retry", Destination::Api(SALES)),
            ("/api/purchase-hooks", Destination::Api(SHOP)),
            ("/api/products/prd_1", Destination::Api(SHOP)),
            ("/api/buyer/link", Destination::Api(SALES)),
            ("/buyer/link", Destination::App),
            ("/api/older-api/token", Destination::Api(ACCESS_V1)),
            ("/api/brokers/accounts", Destination::Api(BROKERS)),
            ("/api/risk/acc_1", Destination::Api(RISK)),
            ("/api/orders", Destination::Api(ORDER_HISTORY)),
            ("/api/orders/audit.csv", Destination::Api(ORDER_HISTORY)),
            ("/api/trades/last", Destination::Api(ORDER_HISTORY)),
            ("/api/positions", Destination::Api(ORDERS)),
            (
                "/broker/accounts/acc_1/orders",
                Destination::TradingPanel(BROKER_API),
            ),
            ("/broker/accounts", Destination::TradingPanel(BROKER_API)),
            ("/broker/oauth/token", Destination::TradingPanel(BROKER_SIGN_IN)),
            ("/broker/authorize", Destination::TradingPanel(BROKER_SIGN_IN)),
            ("/broker/mapping", Destination::TradingPanel(BROKER_SIGN_IN)),
            ("/brokers", Destination::App),
            ("/validate/jane", Destination::OlderApi),
            ("/access/jane/", Destination::OlderApi),
            ("/admin/cookies", Destination::OlderApi),
            ("/admin/token", Destination::OlderApi),
            ("/validate", Destination::App),
            ("/admin/users", Destination::App),
            ("/health", Destination::Health),
            ("/health/metrics", Destination::Health),
            ("/webhook/token", Destination::Webhook(WEBHOOK)),
            ("/webhook/purchase", Destination::Webhook(WEBHOOK)),
            ("/webhook/purchase/token", Destination::Webhook(PURCHASE)),
            ("/sandbox", Destination::Sandbox),
            ("/sandbox/inbox", Destination::Sandbox),
            (
                "/sandbox/tradingview/chart/",
                Destination::VendorPath("tradingview"),
            ),
            (
                "/sandbox/alpaca-paper/v2/orders",
                Destination::VendorPath("alpaca-paper"),
            ),
        ] {
            assert_eq!(named_by("localhost:8787", path), expected, "{path}");
            assert_eq!(named_by("pinewire.example", path), expected, "{path}");
        }
    }

    #[test]
    fn ending_access_is_another_workers() {
        let of = |method| Destination::named_by(&method, "localhost:8787", "/api/access/grt_1");
        assert_eq!(of(Method::Delete), Destination::Api(REVOKE));
        assert_eq!(of(Method::Post), Destination::Api(ASSIGN));
    }

    #[test]
    fn giving_an_order_is_another_workers_than_telling_of_it() {
        let of = |method| Destination::named_by(&method, "localhost:8787", "/api/orders/ord_1");
        assert_eq!(of(Method::Get), Destination::Api(ORDER_HISTORY));
        for method in [Method::Post, Method::Put, Method::Delete] {
            assert_eq!(of(method), Destination::Api(ORDERS));
        }
    }

    #[test]
    fn what_a_panel_wants_done_is_another_workers() {
        let of = |method| Destination::named_by(&method, "localhost:8787", "/broker/accounts/acc_1/orders");
        assert_eq!(of(Method::Get), Destination::TradingPanel(BROKER_API));
        for method in [Method::Post, Method::Put, Method::Delete] {
            assert_eq!(of(method), Destination::TradingPanel(BROKER_ORDERS));
        }
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
