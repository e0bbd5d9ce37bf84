//! Where shops send their events to: addresses with a token, and the secrets that they sign with.

mod create;
mod edit;
mod secret;
mod token;
mod view;

use pinewire_domain::auth::Scope;
use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

// What proves that a shop is a seller's is made by people.
pub(crate) const ROUTES: &[Route] = routes! {
    GET "/api/purchase-hooks" => view::list_purchase_hooks, Access::Scope(Scope::AccessRead), Limit::Standard;
    POST "/api/purchase-hooks" => create::create_purchase_hook, Access::Session, Limit::Standard;
    PUT "/api/purchase-hooks/{id}" => edit::update_purchase_hook, Access::Session, Limit::Standard;
    DELETE "/api/purchase-hooks/{id}" => edit::delete_purchase_hook, Access::Session, Limit::Standard;
    POST "/api/purchase-hooks/{id}/token" => token::rotate_purchase_token, Access::Session, Limit::Standard;
    POST "/api/purchase-hooks/{id}/secret" => secret::rotate_purchase_secret, Access::Session, Limit::Standard;
};

/// For docs/openapi.json.
#[cfg(feature = "openapi")]
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    view::list_purchase_hooks,
    create::create_purchase_hook,
    edit::update_purchase_hook,
    edit::delete_purchase_hook,
    token::rotate_purchase_token,
    secret::rotate_purchase_secret
))]
pub(crate) struct Docs;
