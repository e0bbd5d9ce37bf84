//! Errors for callers: RFC 9457 problem details with a stable `code`, one plain sentence that says what to do, and
//! the request's id. Nothing internal is ever in it.

use std::{borrow::Cow, fmt};

use pinewire_domain::id::RequestId;
use serde::Serialize;

use super::Response;
use crate::Result;

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status, 4xx or 5xx.
    pub status: u16,
    /// The stable name that programs match on, in `snake_case`.
    pub code: Cow<'static, str>,
    /// What is wrong and what to do, in one plain sentence.
    pub detail: String,
    /// What is wrong with single fields of the request.
    pub errors: Vec<FieldError>,
    /// Seconds until another try makes sense; becomes `Retry-After`.
    pub retry_after: Option<u32>,
    /// For the log only.
    pub cause: Option<String>,
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// The field's path, such as `allowed_symbols[2]`.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
}

/// The JSON of a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = Problem))]
pub struct ProblemBody {
    /// Always `about:blank`: `code` tells what it is.
    pub r#type: &'static str,
    /// The status in words.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// The stable name that programs match on.
    pub code: Cow<'static, str>,
    /// What is wrong and what to do.
    pub detail: String,
    /// What to quote to whoever runs the platform.
    pub request_id: RequestId,
    /// What is wrong with single fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub errors: Vec<FieldError>,
}

impl Problem {
    /// A refusal with this status, code and sentence.
    pub fn new(status: u16, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code: Cow::Borrowed(code),
            detail: detail.into(),
            errors: Vec::new(),
            retry_after: None,
            cause: None,
        }
    }

    /// 400: the request can't be understood.
    pub fn bad_request(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(400, code, detail)
    }

    /// 401: who is calling is not known.
    pub fn unauthenticated(detail: impl Into<String>) -> Self {
        Self::new(401, "unauthenticated", detail)
    }

    /// 403: the caller may not do this.
    pub fn forbidden(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(403, code, detail)
    }

    /// 404: there is no such thing, or it belongs to someone else.
    pub fn not_found(what: &str) -> Self {
        Self::new(404, "not_found", format!("There is no such {what}."))
    }

    /// 409: the request does not fit the present state.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(409, "conflict", detail)
    }

    /// 422: the fields are readable but wrong.
    pub fn validation(errors: Vec<FieldError>) -> Self {
        let detail = errors.first().map_or_else(
            || "The request is not valid.".to_owned(),
            |error| format!("{}: {}", error.field, error.message),
        );
        Self {
            errors,
            ..Self::new(422, "validation_failed", detail)
        }
    }

    /// 422 for one field.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::validation(vec![FieldError {
            field: field.into(),
            message: message.into(),
        }])
    }

    /// Adds `Retry-After`.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Adds what the log should know and the caller should not.
    #[must_use]
    pub fn because(mut self, cause: impl fmt::Display) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    /// What the caller is told, in the wire format of RFC 9457.
    pub fn body(&self, request_id: &RequestId) -> ProblemBody {
        ProblemBody {
            r#type: "about:blank",
            title: title(self.status),
            status: self.status,
            code: self.code.clone(),
            detail: self.detail.clone(),
            request_id: *request_id,
            errors: self.errors.clone(),
        }
    }

    /// The answer with that body.
    pub fn to_response(&self, request_id: &RequestId) -> Result<Response> {
        let body = serde_json::to_string(&self.body(request_id))?;
        let response = super::response::with_body(self.status, "application/problem+json", &body)?;
        if let Some(seconds) = self.retry_after {
            response.headers().set("retry-after", &seconds.to_string())?;
        }
        if self.status == 401 {
            response.headers().set("www-authenticate", "Bearer")?;
        }
        Ok(response)
    }
}

/// The reason phrase of RFC 9110 for the statuses that we send.
const fn title(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        410 => "Gone",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    }
}
