//! The route tables: every endpoint of this worker, by feature.

use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{buyer, health, hooks, products, purchases, receive};

const HEALTH: &[Route] = routes! {
    GET "/health/live" => health::live, Access::Public, Limit::None;
};

/// All routes.
pub static TABLES: &[&[Route]] = &[
    receive::ROUTES,
    hooks::ROUTES,
    products::ROUTES,
    purchases::ROUTES,
    buyer::ROUTES,
    HEALTH,
];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        pinewire_shared::http::Router::check(super::TABLES).unwrap();
    }
}
