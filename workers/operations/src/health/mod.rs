//! Whether the platform works, for load balancers, monitors and people: `/health` and what is below it.

mod exposition;
mod live;
mod metrics;
mod probes;
mod ready;
mod report;

use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

pub(crate) const ROUTES: &[Route] = routes! {
    GET "/health" => report::health, Access::Public, Limit::None;
    GET "/health/live" => live::live, Access::Public, Limit::None;
    GET "/health/ready" => ready::ready, Access::Public, Limit::None;
    GET "/health/metrics" => metrics::metrics, Access::Public, Limit::None;
};

/// For docs/openapi.json.
#[cfg(feature = "openapi")]
#[derive(utoipa::OpenApi)]
#[openapi(paths(report::health, live::live, ready::ready, metrics::metrics))]
pub(crate) struct Docs;
