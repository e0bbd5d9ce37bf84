//! The routes of this worker, as TradingView's specification 1.3.27 names them.

use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{health, leverage, orders, positions, preview};

const WISHES: &[Route] = routes! {
    POST "/broker/accounts/{id}/orders" => orders::place, Access::Public, Limit::None;
    PUT "/broker/accounts/{id}/orders/{order}" => orders::change, Access::Public, Limit::None;
    DELETE "/broker/accounts/{id}/orders/{order}" => orders::cancel, Access::Public, Limit::None;
    POST "/broker/accounts/{id}/previewOrder" => preview::preview, Access::Public, Limit::None;
    PUT "/broker/accounts/{id}/positions/{position}" => positions::change, Access::Public, Limit::None;
    DELETE "/broker/accounts/{id}/positions/{position}" => positions::close, Access::Public, Limit::None;
    POST "/broker/accounts/{id}/getLeverage" => leverage::get, Access::Public, Limit::None;
    POST "/broker/accounts/{id}/previewLeverage" => leverage::preview, Access::Public, Limit::None;
    POST "/broker/accounts/{id}/setLeverage" => leverage::set, Access::Public, Limit::None;
};

const HEALTH: &[Route] = routes! {
    GET "/health/live" => health::live, Access::Public, Limit::None;
};

/// All routes.
pub static TABLES: &[&[Route]] = &[WISHES, HEALTH];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        pinewire_shared::http::Router::check(super::TABLES).unwrap();
    }
}
