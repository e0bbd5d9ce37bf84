//! Where a seller's events are sent to.

mod create;
mod edit;
mod replay;
mod secret;
mod test_event;
mod types;
mod view;

use pinewire_domain::auth::Scope;
use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

// Where events go, and what proves that they are ours, is decided by people: a leaked API key must not redirect them.
pub(crate) const ROUTES: &[Route] = routes! {
    GET "/api/event-endpoints" => view::list_event_endpoints, Access::Scope(Scope::AccessRead), Limit::Standard;
    POST "/api/event-endpoints" => create::create_event_endpoint, Access::Session, Limit::Standard;
    GET "/api/event-endpoints/{id}" => view::get_event_endpoint, Access::Scope(Scope::AccessRead), Limit::Standard;
    PUT "/api/event-endpoints/{id}" => edit::update_event_endpoint, Access::Session, Limit::Standard;
    DELETE "/api/event-endpoints/{id}" => edit::delete_event_endpoint, Access::Session, Limit::Standard;
    POST "/api/event-endpoints/{id}/secret" => secret::rotate_event_secret, Access::Session, Limit::Standard;
    POST "/api/event-endpoints/{id}/test" => test_event::send_test_event, Access::Scope(Scope::AccessWrite), Limit::Standard;
    POST "/api/event-endpoints/{id}/replay" => replay::replay_events, Access::Scope(Scope::AccessWrite), Limit::Standard;
};

/// For docs/openapi.json.
#[cfg(feature = "openapi")]
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    view::list_event_endpoints,
    create::create_event_endpoint,
    view::get_event_endpoint,
    edit::update_event_endpoint,
    edit::delete_event_endpoint,
    secret::rotate_event_secret,
    test_event::send_test_event,
    replay::replay_events
))]
pub(crate) struct Docs;
