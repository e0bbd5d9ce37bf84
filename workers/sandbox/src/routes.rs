//! The route tables: one for the sandbox itself and one for the vendor.

use pinewire_shared::http::Route;

use crate::{console, resend};

/// What people and tests ask the sandbox itself.
pub(crate) static CONSOLE: &[&[Route]] = &[console::ROUTES];

/// As on api.resend.com.
pub(crate) static RESEND: &[&[Route]] = &[resend::ROUTES];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        for tables in [super::CONSOLE, super::RESEND] {
            pinewire_shared::http::Router::check(tables).unwrap();
        }
    }
}
