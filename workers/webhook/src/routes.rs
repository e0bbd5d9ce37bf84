//! The routes of this worker. Whoever knows the token may call; how much is limited by the user's quota.

use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{alert, health, status};

const WEBHOOK: &[Route] = routes! {
    POST "/webhook/{token}" => alert::receive_alert, Access::Public, Limit::None;
    GET "/webhook/{token}" => status::webhook_status, Access::Public, Limit::None;
};

const HEALTH: &[Route] = routes! {
    GET "/health/live" => health::live, Access::Public, Limit::None;
};

/// All routes.
pub static TABLES: &[&[Route]] = &[WEBHOOK, HEALTH];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        pinewire_shared::http::Router::check(super::TABLES).unwrap();
    }
}
