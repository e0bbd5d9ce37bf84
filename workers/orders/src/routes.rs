//! The routes of this worker: who may call what, and what it counts against.

use pinewire_domain::auth::Scope;
use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{cancel, kill_switch, place, positions, rebuild};

const ROUTES: &[Route] = routes! {
    POST "/api/orders" => place::place_order, Access::Scope(Scope::TradingWrite), Limit::Standard;
    POST "/api/orders/preview" => place::preview_order, Access::Scope(Scope::TradingRead), Limit::Standard;
    POST "/api/orders/rebuild" => rebuild::rebuild_lists, Access::Scope(Scope::TradingWrite), Limit::Standard;
    PUT "/api/orders/kill-switch" => kill_switch::set_kill_switch, Access::Scope(Scope::TradingWrite), Limit::Standard;
    PUT "/api/orders/{id}" => place::edit_order, Access::Scope(Scope::TradingWrite), Limit::Standard;
    DELETE "/api/orders/{id}" => cancel::cancel_order, Access::Scope(Scope::TradingWrite), Limit::Standard;
    GET "/api/positions" => positions::list_positions, Access::Scope(Scope::TradingRead), Limit::Standard;
    POST "/api/positions/{id}/close" => positions::close_position, Access::Scope(Scope::TradingWrite), Limit::Standard;
    POST "/api/positions/{id}/reverse" => positions::reverse_position, Access::Scope(Scope::TradingWrite), Limit::Standard;
    PUT "/api/positions/{id}/protection" => positions::protect_position, Access::Scope(Scope::TradingWrite), Limit::Standard;
    POST "/api/positions/{id}/adopt" => positions::adopt_position, Access::Scope(Scope::TradingWrite), Limit::Standard;
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
