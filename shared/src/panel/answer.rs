//! The protocol's envelopes. A handler answers with its data, or fails as any handler here does; what it fails with becomes
//! HTTP 200 with `{"s":"error","errmsg":"…"}`, but for a missing or expired token, which is a 401.

use crate::{
    Result,
    http::{Response, response, with_mutable_headers},
};
use pinewire_domain::trading::broker_wire::Envelope;
use serde::Serialize;
use serde_json::Value;

/// `{"s":"ok","d":…}`
pub fn data<T: Serialize>(d: T) -> Result<Response> {
    response::json(&Envelope::ok(d))
}

/// `{"s":"ok"}`
pub fn done() -> Result<Response> {
    response::with_body(200, "application/json", r#"{"s":"ok"}"#)
}

/// Whether the protocol's rules hold there. OAuth and health have their own.
pub fn is_protocol(path: &str) -> bool {
    path.starts_with("/broker/") && !path.starts_with("/broker/oauth/")
}

/// The answer, with a problem turned into what the protocol has for it.
pub async fn in_the_protocols_words(mut answer: Response) -> worker::Result<Response> {
    let status = answer.status_code();
    if status < 400 {
        return Ok(answer);
    }
    let problem: Value = serde_json::from_str(&answer.text().await?).unwrap_or_default();
    let detail = problem.get("detail").and_then(Value::as_str);
    let body = serde_json::to_string(&Envelope::<()>::error(detail.unwrap_or("Something went wrong.")))?;
    let status = if status == 401 { 401 } else { 200 };
    let told = response::with_body(status, "application/json", &body)?;
    let mut told = with_mutable_headers(told)?;
    let headers = told.headers_mut();
    for (name, value) in answer.headers().entries() {
        if !headers.has(&name)? && name != "content-length" {
            headers.set(&name, &value)?;
        }
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oauth_and_health_have_rules_of_their_own() {
        assert!(is_protocol("/broker/accounts") && is_protocol("/broker/authorize"));
        for path in ["/broker/oauth/token", "/broker/oauth/authorize", "/health/live"] {
            assert!(!is_protocol(path), "{path}");
        }
    }
}
