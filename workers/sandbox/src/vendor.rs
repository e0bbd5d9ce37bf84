//! Whom a request takes us for.

use pinewire_shared::http::Request;
use serde::{Deserialize, Serialize};

/// Names the vendor where the host can't: requests that came in through the gateway. It removes the client's own.
const HEADER: &str = "x-sandbox-vendor";

/// A vendor that we stand in for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Vendor {
    /// TradingView's web site.
    TradingView,
    /// Resend's e-mail API.
    Resend,
}

impl Vendor {
    /// The vendor whom the request is for; `None` if it is for the sandbox itself.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        let named = request.header(HEADER);
        named.map_or_else(|| Self::by_host(&request.host()), |name| Self::by_name(&name))
    }

    fn by_name(name: &str) -> Option<Self> {
        match name {
            "tradingview" => Some(Self::TradingView),
            "resend" => Some(Self::Resend),
            _ => None,
        }
    }

    /// Workers call the vendors by their real addresses.
    fn by_host(host: &str) -> Option<Self> {
        match host {
            "www.tradingview.com" => Some(Self::TradingView),
            "api.resend.com" => Some(Self::Resend),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vendors_are_known_by_name_and_by_host() {
        assert_eq!(Vendor::by_name("tradingview"), Some(Vendor::TradingView));
        assert_eq!(Vendor::by_name("else"), None);
        assert_eq!(Vendor::by_host("api.resend.com"), Some(Vendor::Resend));
        assert_eq!(Vendor::by_host("localhost:8787"), None);
    }
}
