//! Runs of the sync: asking for one, seeing how it goes, and what it came to. One at a time for a connection: whoever asks
//! for another one meanwhile is shown that.

mod list;
mod start;
mod view;

use pinewire_domain::auth::Scope;
use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

pub(crate) const ROUTES: &[Route] = routes! {
    POST "/api/sync" => start::start_sync, Access::Scope(Scope::AccessWrite), Limit::Standard;
    GET "/api/sync" => list::list_syncs, Access::Scope(Scope::AccessRead), Limit::Standard;
    GET "/api/sync/{id}" => list::get_sync, Access::Scope(Scope::AccessRead), Limit::Standard;
};

/// For docs/openapi.json.
#[cfg(feature = "openapi")]
#[derive(utoipa::OpenApi)]
#[openapi(paths(start::start_sync, list::list_syncs, list::get_sync))]
pub(crate) struct Docs;
