//! The routes of this worker. Linking is for people: API keys only read.

use pinewire_domain::auth::Scope;
use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{account, agreement, catalogue, health, link, paper, unlink};

const READ: Access = Access::Scope(Scope::TradingRead);

const BROKERS: &[Route] = routes! {
    GET "/api/brokers" => catalogue::list_brokers, READ, Limit::Standard;
    POST "/api/brokers/agreement" => agreement::accept_risks, Access::Session, Limit::Standard;
    GET "/api/brokers/accounts" => account::list_broker_accounts, READ, Limit::Standard;
    GET "/api/brokers/accounts/{id}" => account::get_broker_account, READ, Limit::Standard;
    PUT "/api/brokers/accounts/{id}" => account::rename_broker_account, Access::Session, Limit::Standard;
    DELETE "/api/brokers/accounts/{id}" => unlink::unlink_broker_account, Access::Session, Limit::Standard;
    POST "/api/brokers/paper/accounts" => paper::create_paper_account, Access::Session, Limit::Standard;
    POST "/api/brokers/accounts/{id}/reopen" => paper::reopen_paper_account, Access::Session, Limit::Standard;
    POST "/api/brokers/alpaca/link" => link::begin_link, Access::Session, Limit::Standard;
    POST "/api/brokers/alpaca/callback" => link::complete::complete_link, Access::Session, Limit::Credentials;
    // Whoever comes back from the broker's page is known by the cookie that they left with.
    GET "/api/brokers/alpaca/callback" => link::complete::return_from_broker, Access::Public, Limit::Credentials;
};

const HEALTH: &[Route] = routes! {
    GET "/health/live" => health::live, Access::Public, Limit::None;
};

/// All routes.
pub static TABLES: &[&[Route]] = &[BROKERS, HEALTH];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        pinewire_shared::http::Router::check(super::TABLES).unwrap();
    }
}
