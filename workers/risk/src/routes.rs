//! The routes of this worker. The limits that protect an account are for people to set: API keys only read.

use pinewire_domain::auth::Scope;
use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{health, risk};

const READ: Access = Access::Scope(Scope::TradingRead);

const RISK: &[Route] = routes! {
    GET "/api/risk" => risk::list_risk_limits, READ, Limit::Standard;
    GET "/api/risk/{id}" => risk::get_risk_limits, READ, Limit::Standard;
    PUT "/api/risk/{id}" => risk::set_risk_limits, Access::Session, Limit::Standard;
};

const HEALTH: &[Route] = routes! {
    GET "/health/live" => health::live, Access::Public, Limit::None;
};

/// All routes.
pub static TABLES: &[&[Route]] = &[RISK, HEALTH];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        pinewire_shared::http::Router::check(super::TABLES).unwrap();
    }
}
