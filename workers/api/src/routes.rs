//! The route tables: every endpoint of this worker, by feature. A feature's table says who may call what, and what it
//! counts against.

use pinewire_shared::http::Route;

use crate::{accounts, admin, config, health, rejected_alerts, signals, stats, stream};

/// All routes.
pub static TABLES: &[&[Route]] = &[
    accounts::ROUTES,
    admin::ROUTES,
    config::ROUTES,
    health::ROUTES,
    rejected_alerts::ROUTES,
    signals::ROUTES,
    stats::ROUTES,
    stream::ROUTES,
];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        pinewire_shared::http::Router::check(super::TABLES).unwrap();
    }
}
