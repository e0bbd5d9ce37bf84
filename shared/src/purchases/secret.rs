//! A hook's secret at rest.

use crate::{
    Cx, Error, Result,
    crypto::{self, Place},
    http::Problem,
    random,
};
use pinewire_domain::{
    id::{PurchaseHookId, UserId},
    standard_webhooks::SigningSecret,
};

/// The column of the secret.
pub const PRESENT: &str = "secret_sealed";
/// The column of the one before.
pub const PREVIOUS: &str = "previous_secret_sealed";

/// The secret that a seller gives, for a shop that makes its own; else a new one.
pub fn choose(given: Option<&str>) -> Result<SigningSecret> {
    match given {
        Some(text) => SigningSecret::parse(text)
            .map_err(|error| Problem::invalid("secret", format!("This is {error}.")).into()),
        None => Ok(SigningSecret::from_random(random::bytes()?)),
    }
}

/// The secret as the column of this hook keeps it.
pub fn seal(
    cx: &Cx,
    user_id: &UserId,
    id: &PurchaseHookId,
    column: &str,
    secret: &SigningSecret,
) -> Result<String> {
    crypto::seal(cx.keyring()?, place(user_id, id, column), &secret.reveal())
}

/// The secret that the column of this hook keeps.
pub fn open(
    cx: &Cx,
    user_id: &UserId,
    id: &PurchaseHookId,
    column: &str,
    sealed: &str,
) -> Result<SigningSecret> {
    let text = crypto::open(cx.keyring()?, place(user_id, id, column), sealed)?;
    SigningSecret::parse(&text).map_err(Error::bug)
}

fn place<'a>(user_id: &'a UserId, id: &'a PurchaseHookId, column: &'a str) -> Place<'a> {
    Place {
        tenant: user_id.as_str(),
        table: "purchase_hooks",
        row: id.as_str(),
        column,
    }
}
