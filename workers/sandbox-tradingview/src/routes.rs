//! The route tables: one for each of TradingView's hosts.

use std::sync::LazyLock;

use pinewire_shared::http::{Route, Router};

use crate::{accounts, control, pages, pine_perm, scripts, snapshot, users};

/// As on www.tradingview.com. What is below `/__sandbox/` is for tests and people.
static WEB_SITE_TABLES: &[&[Route]] = &[
    accounts::ROUTES,
    control::ROUTES,
    pine_perm::ROUTES,
    scripts::ROUTES,
    snapshot::ROUTES,
    snapshot::PICTURES,
    users::ROUTES,
    pages::ROUTES,
];

/// As on pine-facade.tradingview.com.
static PINE_FACADE_TABLES: &[&[Route]] = &[scripts::FACADE, pages::UNKNOWN];

/// As on s3.tradingview.com.
static PICTURES_TABLES: &[&[Route]] = &[snapshot::PICTURES, pages::UNKNOWN];

pub(crate) static WEB_SITE: LazyLock<Router> = LazyLock::new(|| Router::new(WEB_SITE_TABLES));
pub(crate) static PINE_FACADE: LazyLock<Router> = LazyLock::new(|| Router::new(PINE_FACADE_TABLES));
pub(crate) static PICTURES: LazyLock<Router> = LazyLock::new(|| Router::new(PICTURES_TABLES));

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        for tables in [
            super::WEB_SITE_TABLES,
            super::PINE_FACADE_TABLES,
            super::PICTURES_TABLES,
        ] {
            pinewire_shared::http::Router::check(tables).unwrap();
        }
    }
}
