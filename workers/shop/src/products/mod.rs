//! What a shop's products give access to.

mod input;
mod view;
mod waiting;
mod write;

use pinewire_domain::auth::Scope;
use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

pub(crate) const ROUTES: &[Route] = routes! {
    GET "/api/products" => view::list_products, Access::Scope(Scope::AccessRead), Limit::Standard;
    POST "/api/products" => write::create_product, Access::Scope(Scope::AccessWrite), Limit::Standard;
    GET "/api/products/{id}" => view::get_product, Access::Scope(Scope::AccessRead), Limit::Standard;
    PUT "/api/products/{id}" => write::update_product, Access::Scope(Scope::AccessWrite), Limit::Standard;
    DELETE "/api/products/{id}" => write::delete_product, Access::Scope(Scope::AccessWrite), Limit::Standard;
};

/// For docs/openapi.json.
#[cfg(feature = "openapi")]
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    view::list_products,
    write::create_product,
    view::get_product,
    write::update_product,
    write::delete_product
))]
pub(crate) struct Docs;
