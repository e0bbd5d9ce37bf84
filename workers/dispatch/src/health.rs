//! Whether this worker answers, and whether it has a browser to work with.

use std::time::Duration;

use pinewire_shared::{
    Cx, Result, browser,
    http::{Request, Response, response},
};
use serde::Serialize;

const BROWSER_LIMIT: Duration = Duration::from_secs(15);

#[derive(Debug, Serialize)]
struct Alive {
    status: &'static str,
}

#[derive(Debug, Serialize)]
struct BrowserState {
    available: bool,
}

pub(crate) async fn live(_cx: Cx, _request: Request) -> Result<Response> {
    response::json(&Alive { status: "alive" })
}

/// Opens an empty page. Only other workers can call it: the gateway has no way here.
pub(crate) async fn browser(cx: Cx, _request: Request) -> Result<Response> {
    let available = browser::is_there(&cx, BROWSER_LIMIT).await;
    response::json_with_status(if available { 200 } else { 503 }, &BrowserState { available })
}
