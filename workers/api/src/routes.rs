//! The route tables: every endpoint of this worker, by feature. A feature's table says who may call what, and what it
//! counts against.

use pinewire_shared::http::Route;

use crate::{config, rejected_alerts, stats};

/// All routes.
pub static TABLES: &[&[Route]] = &[config::ROUTES, rejected_alerts::ROUTES, stats::ROUTES];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        pinewire_shared::http::Router::check(super::TABLES).unwrap();
    }
}
