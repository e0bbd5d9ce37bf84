//! The control routes: what tests and people do to TradingView that no client of its can. All are below `/__sandbox/`,
//! speak JSON, and are described in docs/sandbox.md.

mod faults;
mod grants;
mod people;
mod scripts;
mod settings;

use pinewire_shared::{
    Cx, Result,
    http::{Access, Limit, Problem, Request, Response, Route, parse_json, response},
    routes,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;

use crate::state::{
    control::{Question, asked},
    visits,
};

/// Enough for 20,000 users or 5,000 grants at once.
const MAX_BYTES: usize = 1024 * 1024;

pub(crate) const ROUTES: &[Route] = routes! {
    GET "/__sandbox/faults" => faults::list, Access::Public, Limit::None;
    POST "/__sandbox/faults" => faults::add, Access::Public, Limit::None;
    DELETE "/__sandbox/faults" => faults::clear, Access::Public, Limit::None;
    POST "/__sandbox/accounts" => people::add_account, Access::Public, Limit::None;
    POST "/__sandbox/users" => people::add_users, Access::Public, Limit::None;
    POST "/__sandbox/expire" => people::expire, Access::Public, Limit::None;
    POST "/__sandbox/scripts" => scripts::add, Access::Public, Limit::None;
    DELETE "/__sandbox/scripts/{id}" => scripts::remove, Access::Public, Limit::None;
    GET "/__sandbox/grants" => grants::list, Access::Public, Limit::None;
    POST "/__sandbox/grants" => grants::add, Access::Public, Limit::None;
    GET "/__sandbox/calls" => list_calls, Access::Public, Limit::None;
    DELETE "/__sandbox/calls" => clear_calls, Access::Public, Limit::None;
    GET "/__sandbox/limits" => settings::limits, Access::Public, Limit::None;
    POST "/__sandbox/limits" => settings::set_limits, Access::Public, Limit::None;
    DELETE "/__sandbox/limits" => settings::reset_limits, Access::Public, Limit::None;
    POST "/__sandbox/rotation" => settings::set_rotation, Access::Public, Limit::None;
    POST "/__sandbox/reset" => reset, Access::Public, Limit::None;
};

/// The JSON body of a control request, which may be longer than those of our API.
async fn body<T: DeserializeOwned>(request: &mut Request) -> Result<T> {
    let too_large = || Problem::new(413, "payload_too_large", "The body is longer than 1 MiB.");
    let bytes = request.body(MAX_BYTES).await?.ok_or_else(too_large)?;
    parse_json(&bytes)
}

#[derive(Deserialize)]
struct CallsQuery {
    path: Option<String>,
}

async fn list_calls(cx: Cx, request: Request) -> Result<Response> {
    let query: CallsQuery = request.query()?;
    let calls = visits::list(&cx, query.path.unwrap_or_default()).await?;
    response::json(&json!({ "data": calls }))
}

async fn clear_calls(cx: Cx, _: Request) -> Result<Response> {
    visits::clear(&cx).await?;
    response::no_content()
}

/// Everything becomes what it was at the first start.
async fn reset(cx: Cx, _: Request) -> Result<Response> {
    asked::<()>(&cx, &Question::Reset).await?;
    response::no_content()
}
