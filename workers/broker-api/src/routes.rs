//! The routes of this worker, as TradingView's specification 1.3.27 names them.

use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{account, health, history, poll, quotes};

const PANEL: &[Route] = routes! {
    GET "/broker/config" => account::config, Access::Public, Limit::None;
    GET "/broker/accounts" => account::accounts, Access::Public, Limit::None;
    GET "/broker/accounts/{id}/instruments" => account::instruments, Access::Public, Limit::None;
    GET "/broker/accounts/{id}/state" => poll::state, Access::Public, Limit::None;
    GET "/broker/accounts/{id}/orders" => poll::orders, Access::Public, Limit::None;
    GET "/broker/accounts/{id}/positions" => poll::positions, Access::Public, Limit::None;
    GET "/broker/accounts/{id}/balances" => poll::balances, Access::Public, Limit::None;
    GET "/broker/accounts/{id}/ordersHistory" => history::orders, Access::Public, Limit::None;
    GET "/broker/accounts/{id}/executions" => history::executions, Access::Public, Limit::None;
    GET "/broker/quotes" => quotes::quotes, Access::Public, Limit::None;
    GET "/broker/depth" => quotes::depth, Access::Public, Limit::None;
};

const HEALTH: &[Route] = routes! {
    GET "/health/live" => health::live, Access::Public, Limit::None;
};

/// All routes.
pub static TABLES: &[&[Route]] = &[PANEL, HEALTH];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        pinewire_shared::http::Router::check(super::TABLES).unwrap();
    }
}
