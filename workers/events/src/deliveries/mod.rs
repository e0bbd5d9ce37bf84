//! What was sent to a seller's endpoints, and what they answered.

mod detail;
mod list;
mod replay;
mod view;

use pinewire_domain::auth::Scope;
use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

#[cfg(feature = "openapi")]
pub(crate) use view::EventDelivery;
pub(crate) use view::load;

pub(crate) const ROUTES: &[Route] = routes! {
    GET "/api/event-deliveries" => list::list_event_deliveries, Access::Scope(Scope::AccessRead), Limit::Standard;
    GET "/api/event-deliveries/{id}" => detail::get_event_delivery, Access::Scope(Scope::AccessRead), Limit::Standard;
    POST "/api/event-deliveries/{id}/replay" => replay::replay_event_delivery, Access::Scope(Scope::AccessWrite), Limit::Standard;
};

/// For docs/openapi.json.
#[cfg(feature = "openapi")]
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    list::list_event_deliveries,
    detail::get_event_delivery,
    replay::replay_event_delivery
))]
pub(crate) struct Docs;
