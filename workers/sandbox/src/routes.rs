//! The route tables: one for the sandbox itself and one for each vendor.

use pinewire_shared::http::Route;

use crate::{console, resend, tradingview};

/// What people and tests ask the sandbox itself.
pub(crate) static CONSOLE: &[&[Route]] = &[console::ROUTES];

/// As on www.tradingview.com.
pub(crate) static TRADINGVIEW: &[&[Route]] = &[tradingview::ROUTES];

/// As on api.resend.com.
pub(crate) static RESEND: &[&[Route]] = &[resend::ROUTES];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        for tables in [super::CONSOLE, super::TRADINGVIEW, super::RESEND] {
            pinewire_shared::http::Router::check(tables).unwrap();
        }
    }
}
