//! The end of access by request: `DELETE /api/access/{id}` and `POST /api/revocations`.

mod many;
mod one;

use pinewire_domain::auth::Scope;
use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

pub(crate) const ROUTES: &[Route] = routes! {
    DELETE "/api/access/{id}" => one::revoke_grant, Access::Scope(Scope::AccessWrite), Limit::Standard;
    POST "/api/revocations" => many::create_revocation, Access::Scope(Scope::AccessWrite), Limit::Standard;
};

/// For docs/openapi.json.
#[cfg(feature = "openapi")]
#[derive(utoipa::OpenApi)]
#[openapi(paths(one::revoke_grant, many::create_revocation))]
pub(crate) struct Docs;
