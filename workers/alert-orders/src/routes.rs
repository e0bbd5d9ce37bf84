//! The routes of this worker. What makes orders of alerts is decided by a signed-in person or a key that may trade.

use pinewire_domain::auth::Scope;
use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{bindings, health, proposals};

const BINDINGS: &[Route] = routes! {
    GET "/api/alert-orders/bindings" => bindings::list_bindings, Access::Scope(Scope::TradingRead), Limit::Standard;
    POST "/api/alert-orders/bindings" => bindings::create_binding, Access::Scope(Scope::TradingWrite), Limit::Standard;
    GET "/api/alert-orders/bindings/{id}" => bindings::get_binding, Access::Scope(Scope::TradingRead), Limit::Standard;
    PUT "/api/alert-orders/bindings/{id}" => bindings::update_binding, Access::Scope(Scope::TradingWrite), Limit::Standard;
    DELETE "/api/alert-orders/bindings/{id}" => bindings::delete_binding, Access::Scope(Scope::TradingWrite), Limit::Standard;
};

const PROPOSALS: &[Route] = routes! {
    GET "/api/alert-orders" => proposals::list_alert_orders, Access::Scope(Scope::TradingRead), Limit::Standard;
    GET "/api/alert-orders/{id}" => proposals::get_alert_order, Access::Scope(Scope::TradingRead), Limit::Standard;
    POST "/api/alert-orders/{id}/approve" => proposals::approve_alert_order, Access::Scope(Scope::TradingWrite), Limit::Standard;
    POST "/api/alert-orders/{id}/reject" => proposals::reject_alert_order, Access::Scope(Scope::TradingWrite), Limit::Standard;
};

const HEALTH: &[Route] = routes! {
    GET "/health/live" => health::live, Access::Public, Limit::None;
};

/// All routes.
pub static TABLES: &[&[Route]] = &[BINDINGS, PROPOSALS, HEALTH];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        pinewire_shared::http::Router::check(super::TABLES).unwrap();
    }
}
