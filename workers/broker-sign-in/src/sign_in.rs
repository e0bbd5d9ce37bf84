//! Checking a password is the `auth` worker's: it knows the brake on guessing, and makes the session.

use pinewire_shared::{
    Cx, Error, Result,
    auth::access_token::{self, Subject},
    http::{Problem, Request, outgoing},
};
use serde::Serialize;
use serde_json::Value;

const BINDING: &str = "AUTH";
/// How the session is called in the user's list of devices.
const DEVICE: &str = "TradingView trading panel";

#[derive(Serialize)]
struct LogIn<'a> {
    email: &'a str,
    password: &'a str,
}

/// Begins a session for who knows the password; 422 for a wrong one.
pub(super) async fn sign_in(cx: &Cx, request: &Request, email: &str, password: &str) -> Result<Subject> {
    let headers = worker::Headers::new();
    headers.set("content-type", "application/json")?;
    headers.set("x-request-id", cx.request_id().as_str())?;
    headers.set("cf-connecting-ip", &request.client_ip())?;
    headers.set("user-agent", DEVICE)?;
    let body = serde_json::to_string(&LogIn { email, password })?;
    let url = "https://worker/api/auth/login";
    let sent = outgoing::request(&worker::Method::Post, url, &headers, Some(&body))?;
    let broken = |error: worker::Error| Error::retry(format_args!("{BINDING}: {error}"));
    let mut answer = cx.service(BINDING)?.fetch_request(sent).await.map_err(broken)?;
    let (status, text) = (answer.status_code(), answer.text().await.map_err(broken)?);
    let told: Value = serde_json::from_str(&text)?;
    let field = |name| told.get(name).and_then(Value::as_str).unwrap_or_default();
    match status {
        200 => access_token::verify(cx.keyring()?, field("access_token"), cx.now())
            .map_err(|_| Error::bug("the auth worker gave a token that is none")),
        429 => {
            let wait = answer.headers().get("retry-after")?;
            let wait = wait.and_then(|wait| wait.parse().ok()).unwrap_or(60);
            Err(Problem::new(429, "account_locked", field("detail"))
                .retry_after(wait)
                .into())
        }
        400..=499 => Err(Problem::new(422, "invalid_credentials", field("detail")).into()),
        _ => Err(Error::retry(format_args!("{BINDING}: {status}"))),
    }
}
