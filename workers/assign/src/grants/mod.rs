//! The books: who may use which script until when. Lists, one grant with its log, the export, and every change of one
//! grant but its end, which is the `revoke` worker's.

mod change;
mod create;
mod detail;
mod export;
mod filter;
mod list;
mod statements;

use pinewire_domain::auth::Scope;
use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

pub(crate) const ROUTES: &[Route] = routes! {
    GET "/api/access" => list::list_grants, Access::Scope(Scope::AccessRead), Limit::Standard;
    POST "/api/access" => create::create_grant, Access::Scope(Scope::AccessWrite), Limit::Standard;
    GET "/api/access/export.csv" => export::export_grants, Access::Scope(Scope::AccessRead), Limit::Standard;
    GET "/api/access/{id}" => detail::get_grant, Access::Scope(Scope::AccessRead), Limit::Standard;
    POST "/api/access/{id}/extend" => change::extend_grant, Access::Scope(Scope::AccessWrite), Limit::Standard;
    POST "/api/access/{id}/replace" => change::replace_grant, Access::Scope(Scope::AccessWrite), Limit::Standard;
    POST "/api/access/{id}/lifetime" => change::make_grant_lifetime, Access::Scope(Scope::AccessWrite), Limit::Standard;
    POST "/api/access/{id}/trial" => change::give_trial, Access::Scope(Scope::AccessWrite), Limit::Standard;
};

/// For docs/openapi.json.
#[cfg(feature = "openapi")]
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    list::list_grants,
    create::create_grant,
    export::export_grants,
    detail::get_grant,
    change::extend_grant,
    change::replace_grant,
    change::make_grant_lifetime,
    change::give_trial,
))]
pub(crate) struct Docs;
