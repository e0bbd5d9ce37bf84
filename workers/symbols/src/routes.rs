//! The routes of this worker. Charts ask for marks without a sign-in, too; then there are none.

use pinewire_domain::auth::Scope;
use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{health, marks, symbols};

const SYMBOLS: &[Route] = routes! {
    GET "/api/symbols" => symbols::list_symbols, Access::Scope(Scope::TradingRead), Limit::Standard;
    GET "/api/symbols/{symbol}" => symbols::get_symbol, Access::Scope(Scope::TradingRead), Limit::Standard;
};

const MARKS: &[Route] = routes! {
    GET "/datafeed/marks" => marks::marks, Access::Public, Limit::Standard;
    GET "/datafeed/timescale_marks" => marks::timescale_marks, Access::Public, Limit::Standard;
};

const HEALTH: &[Route] = routes! {
    GET "/health/live" => health::live, Access::Public, Limit::None;
};

/// All routes.
pub static TABLES: &[&[Route]] = &[SYMBOLS, MARKS, HEALTH];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        pinewire_shared::http::Router::check(super::TABLES).unwrap();
    }
}
