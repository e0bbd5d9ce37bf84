//! The routes of this worker, for the other workers: what it does comes to it through queues.

use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::health;

const HEALTH: &[Route] = routes! {
    GET "/health/live" => health::live, Access::Public, Limit::None;
    GET "/internal/browser" => health::browser, Access::Public, Limit::None;
};

/// All routes.
pub static TABLES: &[&[Route]] = &[HEALTH];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        pinewire_shared::http::Router::check(super::TABLES).unwrap();
    }
}
