//! Errors in Resend's wire format: `{statusCode, name, message}`, with the names of
//! <https://resend.com/docs/api-reference/errors>.

use pinewire_shared::{
    Result,
    http::{Response, response},
};
use serde::Serialize;

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Refusal {
    #[serde(rename = "statusCode")]
    pub(super) status: u16,
    pub(super) name: &'static str,
    pub(super) message: String,
}

impl Refusal {
    pub(super) fn new(status: u16, name: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            name,
            message: message.into(),
        }
    }

    pub(super) fn to_response(&self) -> Result<Response> {
        response::json_with_status(self.status, self)
    }
}

/// What Resend sends with a status when it is Resend that fails.
pub(crate) fn failure(status: u16) -> Result<Response> {
    let (name, message) = match status {
        401 => ("missing_api_key", "Missing API key in the authorization header."),
        403 => ("invalid_api_key", "API key is invalid."),
        409 => (
            "concurrent_idempotent_requests",
            "Another request with this idempotency key is in progress.",
        ),
        422 => ("validation_error", "The request is not valid."),
        429 => (
            "rate_limit_exceeded",
            "Too many requests. Wait before you send another.",
        ),
        400..=499 => ("validation_error", "The request was refused."),
        _ => ("internal_server_error", "An unexpected error occurred."),
    };
    Refusal::new(status, name, message).to_response()
}
