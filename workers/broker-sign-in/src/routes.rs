//! The routes of this worker, as TradingView's specification 1.3.27 names them.

use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{authorize, health, history, password, streaming, symbols, token};

const SIGN_IN: &[Route] = routes! {
    // The sign-in itself is counted by the `auth` worker.
    POST "/broker/authorize" => password::authorize, Access::Public, Limit::None;
    POST "/broker/logout" => password::log_out, Access::Public, Limit::None;
    GET "/broker/oauth/authorize" => authorize::show, Access::Public, Limit::Credentials;
    POST "/broker/oauth/authorize" => authorize::decide, Access::Public, Limit::None;
    POST "/broker/oauth/token" => token::exchange, Access::Public, Limit::Credentials;
};

const DATA: &[Route] = routes! {
    GET "/broker/mapping" => symbols::mapping, Access::Public, Limit::Files;
    GET "/broker/groups" => symbols::groups, Access::Public, Limit::Files;
    GET "/broker/permissions" => symbols::permissions, Access::Public, Limit::None;
    GET "/broker/symbol_info" => symbols::symbol_info, Access::Public, Limit::Files;
    GET "/broker/history" => history::history, Access::Public, Limit::Files;
    GET "/broker/streaming" => streaming::stream, Access::Public, Limit::Standard;
};

const HEALTH: &[Route] = routes! {
    GET "/health/live" => health::live, Access::Public, Limit::None;
};

/// All routes.
pub static TABLES: &[&[Route]] = &[SIGN_IN, DATA, HEALTH];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        pinewire_shared::http::Router::check(super::TABLES).unwrap();
    }
}
