//! The books against TradingView: each night and on demand, all pages of every script's list are read and compared.
//!
//! A run is worked off in slices, each a job of its own ([`run`]): page by page, so that ten thousand grants need no more
//! of a worker than ten, and so that a crash loses a page at most. Only a list whose last page was seen is judged
//! ([`judge`]). What differs is shown and mended on request ([`fix`]), in the one direction or the other.

mod differences;
mod fix;
mod judge;
mod run;
mod runs;
mod start;
mod step;

use pinewire_domain::auth::Scope;
use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

pub(crate) use run::{give_up, slice};
pub(crate) use start::start_all;

pub(crate) const ROUTES: &[Route] = routes! {
    POST "/api/reconcile" => start::start_reconciliation, Access::Scope(Scope::AccessWrite), Limit::Standard;
    GET "/api/reconcile" => runs::list_reconciliations, Access::Scope(Scope::AccessRead), Limit::Standard;
    GET "/api/reconcile/{id}" => runs::get_reconciliation, Access::Scope(Scope::AccessRead), Limit::Standard;
    GET "/api/reconcile/{id}/differences" => differences::list_differences, Access::Scope(Scope::AccessRead), Limit::Standard;
    POST "/api/reconcile/differences/{id}/fix" => fix::fix_difference, Access::Scope(Scope::AccessWrite), Limit::Standard;
};

/// For docs/openapi.json.
#[cfg(feature = "openapi")]
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    start::start_reconciliation,
    runs::list_reconciliations,
    runs::get_reconciliation,
    differences::list_differences,
    fix::fix_difference,
))]
pub(crate) struct Docs;
