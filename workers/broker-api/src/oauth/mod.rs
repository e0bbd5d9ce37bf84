//! Signing a trading panel in: by password, or by OAuth 2 with a code. Either way it gets tokens that belong to a session of
//! its user's, which is listed with their other devices and ends as those do.

pub(crate) mod authorize;
mod client;
mod page;
pub(crate) mod password;
mod sign_in;
pub(crate) mod token;
mod tokens;

use pinewire_shared::{
    Result,
    http::{Problem, Request},
};
use serde::de::DeserializeOwned;

/// Forms are shorter.
const MAX_FORM_BYTES: usize = 16 * 1024;

/// The form in the body. What is in no form of ours is passed over: TradingView adds fields as its specification grows.
pub(crate) async fn form<T: DeserializeOwned>(request: &mut Request) -> Result<T> {
    let body = request.body(MAX_FORM_BYTES).await?;
    let body =
        body.ok_or_else(|| Problem::new(413, "payload_too_large", "The form is longer than 16 KiB."))?;
    serde_urlencoded::from_bytes(&body).map_err(|error| {
        Problem::bad_request("form_malformed", "The body is not a form.")
            .because(error)
            .into()
    })
}
