//! The signing secrets of an endpoint at rest: sealed, each for its column.

use pinewire_domain::{
    id::{EndpointId, UserId},
    standard_webhooks::SigningSecret,
    time::Timestamp,
};

use crate::{
    Cx, Error, Result,
    crypto::{self, Place},
    db::FromRow,
};

/// The column of the secret that signs.
pub const PRESENT: &str = "secret_sealed";
/// The column of the one before.
pub const PREVIOUS: &str = "previous_secret_sealed";

/// The secrets of an endpoint as they are kept.
#[derive(Debug, FromRow)]
pub struct Sealed {
    /// The one that signs.
    pub secret_sealed: String,
    /// The one before.
    pub previous_secret_sealed: Option<String>,
    /// Until when that signs as well.
    pub previous_until: Option<Timestamp>,
}

/// What signs at `now`: the secret, and the one before while it is being replaced.
pub fn open(
    cx: &Cx,
    user_id: &UserId,
    id: &EndpointId,
    sealed: &Sealed,
    now: Timestamp,
) -> Result<Vec<SigningSecret>> {
    let mut secrets = vec![open_one(cx, place(user_id, id, PRESENT), &sealed.secret_sealed)?];
    let overlaps = sealed.previous_until.is_some_and(|until| until > now);
    if let Some(previous) = sealed.previous_secret_sealed.as_ref().filter(|_| overlaps) {
        secrets.push(open_one(cx, place(user_id, id, PREVIOUS), previous)?);
    }
    Ok(secrets)
}

fn open_one(cx: &Cx, place: Place<'_>, sealed: &str) -> Result<SigningSecret> {
    let text = crypto::open(cx.keyring()?, place, sealed)?;
    SigningSecret::parse(&text).map_err(Error::bug)
}

/// Where a secret belongs: one of the two columns of an endpoint.
pub fn place<'a>(user_id: &'a UserId, id: &'a EndpointId, column: &'a str) -> Place<'a> {
    Place {
        tenant: user_id.as_str(),
        table: "event_endpoints",
        row: id.as_str(),
        column,
    }
}
