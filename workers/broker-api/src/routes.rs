//! The routes of this worker, as TradingView's specification 1.3.27 names them. All are public to the router: a panel's
//! token is looked at by each handler ([`crate::caller`]).

use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{data, health, oauth, panel};

const SIGN_IN: &[Route] = routes! {
    // The sign-in itself is counted by the `auth` worker.
    POST "/broker/authorize" => oauth::password::authorize, Access::Public, Limit::None;
    POST "/broker/logout" => oauth::password::log_out, Access::Public, Limit::None;
    GET "/broker/oauth/authorize" => oauth::authorize::show, Access::Public, Limit::Credentials;
    POST "/broker/oauth/authorize" => oauth::authorize::decide, Access::Public, Limit::None;
    POST "/broker/oauth/token" => oauth::token::exchange, Access::Public, Limit::Credentials;
};

const PANEL: &[Route] = routes! {
    GET "/broker/config" => panel::account::config, Access::Public, Limit::None;
    GET "/broker/accounts" => panel::account::accounts, Access::Public, Limit::None;
    GET "/broker/accounts/{id}/state" => panel::poll::state, Access::Public, Limit::None;
    GET "/broker/accounts/{id}/orders" => panel::poll::orders, Access::Public, Limit::None;
    GET "/broker/accounts/{id}/positions" => panel::poll::positions, Access::Public, Limit::None;
    GET "/broker/accounts/{id}/balances" => panel::poll::balances, Access::Public, Limit::None;
    GET "/broker/accounts/{id}/ordersHistory" => panel::history::orders, Access::Public, Limit::None;
    GET "/broker/accounts/{id}/executions" => panel::history::executions, Access::Public, Limit::None;
    GET "/broker/accounts/{id}/instruments" => panel::account::instruments, Access::Public, Limit::None;
    POST "/broker/accounts/{id}/orders" => panel::orders::place, Access::Public, Limit::None;
    PUT "/broker/accounts/{id}/orders/{order}" => panel::orders::change, Access::Public, Limit::None;
    DELETE "/broker/accounts/{id}/orders/{order}" => panel::orders::cancel, Access::Public, Limit::None;
    POST "/broker/accounts/{id}/previewOrder" => panel::preview::preview, Access::Public, Limit::None;
    PUT "/broker/accounts/{id}/positions/{position}" => panel::positions::change, Access::Public, Limit::None;
    DELETE "/broker/accounts/{id}/positions/{position}" => panel::positions::close, Access::Public, Limit::None;
    POST "/broker/accounts/{id}/getLeverage" => panel::leverage::get, Access::Public, Limit::None;
    POST "/broker/accounts/{id}/previewLeverage" => panel::leverage::preview, Access::Public, Limit::None;
    POST "/broker/accounts/{id}/setLeverage" => panel::leverage::set, Access::Public, Limit::None;
    GET "/broker/quotes" => panel::quotes::quotes, Access::Public, Limit::None;
    GET "/broker/depth" => panel::quotes::depth, Access::Public, Limit::None;
};

const DATA: &[Route] = routes! {
    GET "/broker/mapping" => data::symbols::mapping, Access::Public, Limit::Files;
    GET "/broker/groups" => data::symbols::groups, Access::Public, Limit::Files;
    GET "/broker/permissions" => data::symbols::permissions, Access::Public, Limit::None;
    GET "/broker/symbol_info" => data::symbols::symbol_info, Access::Public, Limit::Files;
    GET "/broker/history" => data::history::history, Access::Public, Limit::Files;
    GET "/broker/streaming" => data::streaming::stream, Access::Public, Limit::Standard;
};

const HEALTH: &[Route] = routes! {
    GET "/health/live" => health::live, Access::Public, Limit::None;
};

/// All routes.
pub static TABLES: &[&[Route]] = &[SIGN_IN, PANEL, DATA, HEALTH];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        pinewire_shared::http::Router::check(super::TABLES).unwrap();
    }
}
