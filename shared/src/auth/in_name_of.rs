//! Asking another worker in a user's name, for workers that know their callers by other means than the gateway's pass.

use pinewire_domain::{
    auth::{Credential, Principal, Role},
    id::UserId,
};

use super::pass;
use crate::{Cx, Error, Result, http::outgoing};

/// Another worker's answer.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub text: String,
}

/// Sends a JSON request to the worker behind `binding` as if this user had. `path` begins with a slash.
pub async fn ask(
    cx: &Cx,
    (user_id, role): (UserId, Role),
    binding: &str,
    (method, path): (worker::Method, &str),
    body: Option<&str>,
) -> Result<Answer> {
    let caller = Principal {
        user_id,
        role,
        credential: Credential::External,
    };
    let headers = worker::Headers::new();
    headers.set("x-request-id", cx.request_id().as_str())?;
    headers.set(
        pass::HEADER,
        &pass::issue(cx.keyring()?, cx.request_id(), &Ok(caller))?,
    )?;
    headers.set("content-type", "application/json")?;
    let request = outgoing::request(&method, &format!("https://worker{path}"), &headers, body)?;
    let broken = |error: worker::Error| Error::retry(format_args!("{binding}: {error}"));
    let mut answer = cx
        .service(binding)?
        .fetch_request(request)
        .await
        .map_err(broken)?;
    Ok(Answer {
        status: answer.status_code(),
        text: answer.text().await.map_err(broken)?,
    })
}
