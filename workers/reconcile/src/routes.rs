//! The routes of this worker: who may call what, and what it counts against.

use pinewire_domain::auth::Scope;
use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{differences, fix, runs, start};

const ROUTES: &[Route] = routes! {
    POST "/api/reconcile" => start::start_reconciliation, Access::Scope(Scope::AccessWrite), Limit::Standard;
    GET "/api/reconcile" => runs::list_reconciliations, Access::Scope(Scope::AccessRead), Limit::Standard;
    GET "/api/reconcile/{id}" => runs::get_reconciliation, Access::Scope(Scope::AccessRead), Limit::Standard;
    GET "/api/reconcile/{id}/differences" => differences::list_differences, Access::Scope(Scope::AccessRead), Limit::Standard;
    POST "/api/reconcile/differences/{id}/fix" => fix::fix_difference, Access::Scope(Scope::AccessWrite), Limit::Standard;
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
