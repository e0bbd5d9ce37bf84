//! The route tables: every endpoint of this worker, by feature.

use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{deliveries, endpoints, health};

const HEALTH: &[Route] = routes! {
    GET "/health/live" => health::live, Access::Public, Limit::None;
};

/// All routes.
pub static TABLES: &[&[Route]] = &[endpoints::ROUTES, deliveries::ROUTES, HEALTH];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        pinewire_shared::http::Router::check(super::TABLES).unwrap();
    }
}
