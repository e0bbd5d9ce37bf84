//! Whom a request takes us for.

use pinewire_shared::http::Request;

/// Names the vendor where the host can't: requests that came in through the gateway. It removes the client's own.
const HEADER: &str = "x-sandbox-vendor";

/// A vendor that has a stand-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vendor {
    /// TradingView, with all of its hosts.
    TradingView,
    /// Alpaca, with all of its hosts.
    Alpaca,
    /// Resend's e-mail API.
    Resend,
}

/// The name that the gateway gave to the vendor's host, such as `tradingview`, or the host itself, such as
/// `www.tradingview.com`: workers call the vendors by their real addresses.
pub fn addressee(request: &Request) -> String {
    request.header(HEADER).unwrap_or_else(|| request.host())
}
