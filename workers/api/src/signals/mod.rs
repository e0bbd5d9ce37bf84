//! Signals out: what the user's alerts became. Lists, one signal with its timeline, the outcome that the user records,
//! deleting and undoing that, the screenshot and taking it again, the export.
//!
//! How signals come in is `pinewire_shared::intake`; who takes the screenshots is the `dispatch` worker.

mod deletion;
mod detail;
mod export;
mod filter;
mod image;
mod list;
mod outcome;
mod replay;
mod row;
mod statements;
mod timeline;
mod view;

use pinewire_domain::{auth::Scope, id::SignalId, time::Timestamp, validation};
use pinewire_shared::{
    Error, Result,
    db::FromRow,
    http::{Access, FieldError, Limit, Problem, Request, Route},
    routes,
};

pub(crate) const ROUTES: &[Route] = routes! {
    GET "/api/signals" => list::list_signals, Access::Scope(Scope::SignalsRead), Limit::Standard;
    GET "/api/signals/export.csv" => export::export_signals, Access::Scope(Scope::SignalsRead), Limit::Standard;
    POST "/api/signals/screenshots" => replay::replay_screenshots, Access::Scope(Scope::SignalsWrite), Limit::Standard;
    GET "/api/signals/{id}" => detail::get_signal, Access::Scope(Scope::SignalsRead), Limit::Standard;
    PUT "/api/signals/{id}" => outcome::update_signal, Access::Scope(Scope::SignalsWrite), Limit::Standard;
    DELETE "/api/signals/{id}" => deletion::delete_signal, Access::Scope(Scope::SignalsWrite), Limit::Standard;
    POST "/api/signals/{id}/restore" => deletion::restore_signal, Access::Scope(Scope::SignalsWrite), Limit::Standard;
    POST "/api/signals/{id}/screenshot" => replay::replay_screenshot, Access::Scope(Scope::SignalsWrite), Limit::Standard;
    // Open to signed links; without a signature it asks who is calling.
    GET "/api/signals/{id}/screenshot.png" => image::get_screenshot, Access::Public, Limit::Files;
};

/// For docs/openapi.json.
#[cfg(feature = "openapi")]
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    list::list_signals,
    export::export_signals,
    replay::replay_screenshots,
    detail::get_signal,
    outcome::update_signal,
    deletion::delete_signal,
    deletion::restore_signal,
    replay::replay_screenshot,
    image::get_screenshot,
))]
pub(crate) struct Docs;

/// Until when someone watches the live stream; read in the batch that commits a change.
#[derive(Debug, FromRow)]
struct Live {
    live_until: i64,
}

impl Live {
    fn until(live: Option<Self>) -> Timestamp {
        Timestamp::from_millis(live.map_or(0, |live| live.live_until))
    }
}

fn signal_id(request: &Request) -> Result<SignalId> {
    request.id("id", "signal")
}

fn no_such_signal() -> Error {
    Problem::not_found("signal").into()
}

fn is_deleted() -> Error {
    Problem::conflict("This signal is deleted. Restore it first.").into()
}

/// 422 with what the domain says about the fields.
fn refused(errors: Vec<validation::FieldError>) -> Error {
    let errors = errors.into_iter().map(|error| FieldError {
        field: error.field,
        message: error.message,
    });
    Problem::validation(errors.collect()).into()
}
