//! The routes of this worker. A connection is the seller's alone: API keys are refused.

use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{check, connection, disconnect, history, status};

const CONNECTION: &[Route] = routes! {
    GET "/api/connect" => status::get_connection, Access::Session, Limit::Standard;
    POST "/api/connect" => connection::connect, Access::Session, Limit::Credentials;
    POST "/api/connect/test" => check::test_connection, Access::Session, Limit::Credentials;
    GET "/api/connect/health" => history::connection_health, Access::Session, Limit::Standard;
    DELETE "/api/connect" => disconnect::disconnect, Access::Session, Limit::Standard;
};

/// All routes.
pub static TABLES: &[&[Route]] = &[CONNECTION];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        pinewire_shared::http::Router::check(super::TABLES).unwrap();
    }
}
