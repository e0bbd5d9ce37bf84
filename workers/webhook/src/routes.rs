//! The routes of this worker. Whoever knows the token of a webhook may call it; how much is limited by the user's quota.

use pinewire_domain::auth::Scope;
use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{alert, health, status, test_alert};

const WEBHOOK: &[Route] = routes! {
    POST "/webhook/{token}" => alert::receive_alert, Access::Public, Limit::None;
    GET "/webhook/{token}" => status::webhook_status, Access::Public, Limit::None;
};

const TEST: &[Route] = routes! {
    POST "/api/config/test-alert" => test_alert::send_test_alert, Access::Scope(Scope::SignalsWrite), Limit::Standard;
};

const HEALTH: &[Route] = routes! {
    GET "/health/live" => health::live, Access::Public, Limit::None;
};

/// All routes.
pub static TABLES: &[&[Route]] = &[WEBHOOK, TEST, HEALTH];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        pinewire_shared::http::Router::check(super::TABLES).unwrap();
    }
}
