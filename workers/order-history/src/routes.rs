//! The routes of this worker: who may call what, and what it counts against.

use pinewire_domain::auth::Scope;
use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{audit, executions, list, standing, watch};

const ROUTES: &[Route] = routes! {
    GET "/api/orders" => list::list_orders, Access::Scope(Scope::TradingRead), Limit::Standard;
    GET "/api/orders/standing" => standing::get_standing, Access::Scope(Scope::TradingRead), Limit::Standard;
    GET "/api/orders/stream" => watch::watch_orders, Access::Scope(Scope::TradingRead), Limit::Standard;
    GET "/api/orders/audit.csv" => audit::export_audit, Access::Scope(Scope::TradingRead), Limit::Standard;
    GET "/api/orders/{id}" => list::get_order, Access::Scope(Scope::TradingRead), Limit::Standard;
    GET "/api/executions" => executions::list_executions, Access::Scope(Scope::TradingRead), Limit::Standard;
    GET "/api/trades/last" => executions::last_trade, Access::Scope(Scope::TradingRead), Limit::Standard;
};

/// All routes.
pub static TABLES: &[&[Route]] = &[ROUTES];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        pinewire_shared::http::Router::check(super::TABLES).unwrap();
    }
}
