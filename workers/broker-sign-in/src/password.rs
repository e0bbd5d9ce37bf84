//! `/authorize` and `/logout`: signing in with the user's own password.

use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response},
    panel::{self, Fields, Look, answer},
};
use serde::Serialize;

use crate::{
    sign_in::sign_in,
    tokens::{self, Grant},
};

#[derive(Debug, Serialize)]
struct Token {
    access_token: String,
    /// Unix time in seconds.
    expiration: i64,
}

/// `POST /authorize`
pub(crate) async fn authorize(cx: Cx, mut request: Request) -> Result<Response> {
    let form = Fields::of_form(&mut request).await?;
    let (Some(login), Some(password)) = (form.get("login"), form.get("password")) else {
        return Err(Problem::invalid("login", "Send login and password.").into());
    };
    let subject = sign_in(&cx, &request, login, password).await?;
    let issued = tokens::begin(&cx, &subject, Grant::Password).await?;
    answer::data(Token {
        access_token: issued.access_token,
        expiration: issued.expires_at.as_millis().div_euclid(1000),
    })
}

/// `POST /logout`
pub(crate) async fn log_out(cx: Cx, request: Request) -> Result<Response> {
    let caller = panel::panel(&cx, &request, Look::Now).await?;
    tokens::end(&cx, &caller.user_id, &caller.session_id, "logout").await?;
    answer::done()
}
