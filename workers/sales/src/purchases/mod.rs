//! What shops told, and what came of it.

mod detail;
mod link;
mod list;
mod name;
mod retry;
pub(crate) mod view;

use pinewire_domain::auth::Scope;
use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

pub(crate) use name::{Named, set_name};

pub(crate) const ROUTES: &[Route] = routes! {
    GET "/api/purchases" => list::list_purchases, Access::Scope(Scope::AccessRead), Limit::Standard;
    GET "/api/purchases/{id}" => detail::get_purchase, Access::Scope(Scope::AccessRead), Limit::Standard;
    PUT "/api/purchases/{id}" => name::update_purchase, Access::Scope(Scope::AccessWrite), Limit::Standard;
    POST "/api/purchases/{id}/retry" => retry::retry_purchase, Access::Scope(Scope::AccessWrite), Limit::Standard;
    POST "/api/purchases/{id}/link" => link::create_buyer_link, Access::Scope(Scope::AccessWrite), Limit::Standard;
};

/// For docs/openapi.json.
#[cfg(feature = "openapi")]
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    list::list_purchases,
    detail::get_purchase,
    name::update_purchase,
    retry::retry_purchase,
    link::create_buyer_link
))]
pub(crate) struct Docs;
