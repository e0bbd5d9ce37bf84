//! Whom a request is for: decided by its host and path alone.

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
    /// Accounts, signals, administration, health.
    Api,
    /// What others call us with.
    Webhook,
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
    pub(crate) fn of(host: &str, path: &str) -> Self {
        let host = host.rsplit_once(':').map_or(host, |(name, _port)| name);
        if let Some(name) = host.strip_suffix(LOCAL_SUFFIX) {
            return vendor(name).map_or(Self::UnknownHost, Self::VendorHost);
        }
        let mut segments = path.trim_start_matches('/').split('/');
        match segments.next().unwrap_or_default() {
            "api" | "health" => Self::Api,
            "webhook" => Self::Webhook,
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
        matches!(self, Self::Api)
    }

    /// The name in metrics and logs.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::App | Self::Reference => "web",
            Self::Api => "api",
            Self::Webhook => "webhook",
            Self::Sandbox | Self::VendorHost(_) | Self::VendorPath(_) => "sandbox",
            Self::UnknownHost => "none",
        }
    }
}

fn vendor(name: &str) -> Option<&'static str> {
    VENDORS.iter().find(|vendor| **vendor == name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("/api", Destination::Api),
            ("/api/signals", Destination::Api),
            ("//api/signals", Destination::Api),
            ("/health", Destination::Api),
            ("/health/metrics", Destination::Api),
            ("/webhook/token", Destination::Webhook),
            ("/sandbox", Destination::Sandbox),
            ("/sandbox/inbox", Destination::Sandbox),
            (
                "/sandbox/tradingview/chart/",
                Destination::VendorPath("tradingview"),
            ),
        ] {
            assert_eq!(Destination::of("localhost:8787", path), expected, "{path}");
            assert_eq!(Destination::of("pinewire.example", path), expected, "{path}");
        }
    }

    #[test]
    fn a_vendor_has_a_host_of_its_own() {
        for path in ["/", "/api/signals", "/webhook/token", "/docs"] {
            assert_eq!(
                Destination::of("tradingview.localhost:8787", path),
                Destination::VendorHost("tradingview")
            );
            assert_eq!(
                Destination::of("resend.localhost", path),
                Destination::VendorHost("resend")
            );
            assert_eq!(
                Destination::of("other.localhost:8787", path),
                Destination::UnknownHost
            );
        }
    }
}
