//! Whether the platform works, for load balancers, monitors and people: `/health` and what is below it.

mod live;

use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

pub(crate) const ROUTES: &[Route] = routes! {
    GET "/health/live" => live::live, Access::Public, Limit::None;
};

/// For docs/openapi.json.
#[cfg(feature = "openapi")]
#[derive(utoipa::OpenApi)]
#[openapi(paths(live::live))]
pub(crate) struct Docs;
