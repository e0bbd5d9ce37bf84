//! The seller's scripts: finding them, and what the seller sets for each.

mod detail;
mod filter;
mod list;
mod settings;
mod view;

use pinewire_domain::auth::Scope;
use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

pub(crate) const ROUTES: &[Route] = routes! {
    GET "/api/scripts" => list::list_scripts, Access::Scope(Scope::AccessRead), Limit::Standard;
    GET "/api/scripts/{id}" => detail::get_script, Access::Scope(Scope::AccessRead), Limit::Standard;
    PUT "/api/scripts/{id}" => settings::update_script, Access::Scope(Scope::AccessWrite), Limit::Standard;
};

/// For docs/openapi.json.
#[cfg(feature = "openapi")]
#[derive(utoipa::OpenApi)]
#[openapi(paths(list::list_scripts, detail::get_script, settings::update_script))]
pub(crate) struct Docs;
