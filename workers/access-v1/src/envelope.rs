//! Errors in the older API's own envelope: `{"error": …}` for who may not call, `{"errorMessage": …}` for the rest; here
//! each answer has both, with the stable code and the request's id beside them.

use std::borrow::Cow;

use pinewire_domain::id::RequestId;
use pinewire_shared::{
    Cx, Error, Result,
    http::{FieldError, Response, response, to_problem},
    log,
};
use serde::Serialize;

/// An error of the older API.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct OlderError {
    /// What is wrong and what to do.
    error: String,
    /// The same.
    #[serde(rename = "errorMessage")]
    error_message: String,
    /// The stable name that programs match on.
    code: Cow<'static, str>,
    /// What to quote to whoever runs the platform.
    request_id: RequestId,
    /// What is wrong with single fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    errors: Vec<FieldError>,
}

/// The answer, or the error as the older API would have said it.
pub(crate) fn answer(cx: &Cx, answer: Result<Response>) -> Result<Response> {
    let error = match answer {
        Ok(answer) => return Ok(answer),
        Err(error) => error,
    };
    if let Error::Bug(text) = &error {
        log::error("older_api_failed", &format!("{} {text}", cx.request_id()));
    }
    let problem = to_problem(&error);
    let body = OlderError {
        error: problem.detail.clone(),
        error_message: problem.detail,
        code: problem.code,
        request_id: *cx.request_id(),
        errors: problem.errors,
    };
    let answer = response::json_with_status(problem.status, &body)?;
    if let Some(seconds) = problem.retry_after {
        answer.headers().set("retry-after", &seconds.to_string())?;
    }
    Ok(answer)
}
