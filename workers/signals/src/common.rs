//! What the endpoints of signals have in common.

use pinewire_domain::{id::SignalId, time::Timestamp, validation};
use pinewire_shared::{
    Error, Result,
    db::FromRow,
    http::{FieldError, Problem, Request},
};

/// Until when someone watches the live stream; read in the batch that commits a change.
#[derive(Debug, FromRow)]
pub(crate) struct Live {
    live_until: i64,
}

impl Live {
    pub(crate) fn until(live: Option<Self>) -> Timestamp {
        Timestamp::from_millis(live.map_or(0, |live| live.live_until))
    }
}

pub(crate) fn signal_id(request: &Request) -> Result<SignalId> {
    request.id("id", "signal")
}

pub(crate) fn no_such_signal() -> Error {
    Problem::not_found("signal").into()
}

pub(crate) fn is_deleted() -> Error {
    Problem::conflict("This signal is deleted. Restore it first.").into()
}

/// 422 with what the domain says about the fields.
pub(crate) fn refused(errors: Vec<validation::FieldError>) -> Error {
    let errors = errors.into_iter().map(|error| FieldError {
        field: error.field,
        message: error.message,
    });
    Problem::validation(errors.collect()).into()
}
