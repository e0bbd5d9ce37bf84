//! Answers, built one way.

use serde::Serialize;

use super::Response;
use crate::Result;

/// 200 with a JSON body.
pub fn json<T: Serialize>(value: &T) -> Result<Response> {
    json_with_status(200, value)
}

/// A JSON body with another status, such as 201 or 202.
pub fn json_with_status<T: Serialize>(status: u16, value: &T) -> Result<Response> {
    with_body(status, "application/json", &serde_json::to_string(value)?)
}

/// 204.
pub fn no_content() -> Result<Response> {
    Ok(worker::ResponseBuilder::new().with_status(204).empty())
}

/// A text body of any type.
pub fn with_body(status: u16, content_type: &str, body: &str) -> Result<Response> {
    let response = worker::ResponseBuilder::new()
        .with_status(status)
        .fixed(body.as_bytes().to_vec());
    response.headers().set("content-type", content_type)?;
    Ok(response)
}

/// Bytes of any type.
pub fn bytes(content_type: &str, body: Vec<u8>) -> Result<Response> {
    let response = worker::ResponseBuilder::new().fixed(body);
    response.headers().set("content-type", content_type)?;
    Ok(response)
}
