//! The routes of this worker. Charts of other sites ask without a sign-in.

use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{
    health, internal,
    udf::{config, history, quotes, symbols},
};

const UDF: &[Route] = routes! {
    GET "/datafeed/config" => config::config, Access::Public, Limit::Standard;
    GET "/datafeed/time" => config::time, Access::Public, Limit::Standard;
    GET "/datafeed/symbols" => symbols::symbol, Access::Public, Limit::Standard;
    GET "/datafeed/search" => symbols::search, Access::Public, Limit::Standard;
    GET "/datafeed/history" => history::get_history, Access::Public, Limit::Standard;
    GET "/datafeed/quotes" => quotes::get_quotes, Access::Public, Limit::Standard;
};

const INTERNAL: &[Route] = routes! {
    POST "/internal/quote" => internal::quote, Access::Public, Limit::None;
    POST "/internal/bars" => internal::series, Access::Public, Limit::None;
    POST "/internal/session" => internal::session, Access::Public, Limit::None;
    GET "/health/live" => health::live, Access::Public, Limit::None;
};

/// All routes.
pub static TABLES: &[&[Route]] = &[UDF, INTERNAL];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        pinewire_shared::http::Router::check(super::TABLES).unwrap();
    }
}
