//! `GET /health/live`: whether this worker answers.

use pinewire_shared::{
    Cx, Result,
    http::{Request, Response, response},
};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct Alive {
    status: &'static str,
}

pub(crate) async fn live(_cx: Cx, _request: Request) -> Result<Response> {
    response::json(&Alive { status: "alive" })
}
