//! The `access-v1` worker: the older access API (`/validate/{username}`, `/access/{username}`), for programs that were
//! written for it. Its shapes are in [`pinewire_domain::access::legacy`]; what is behind them is the same as behind the
//! newer API.

mod access;
mod admin;
mod envelope;
mod health;
#[cfg(feature = "openapi")]
pub mod openapi;
mod routes;
mod seller;
mod token;
mod validate;

use std::sync::LazyLock;

use pinewire_shared::{
    Cx,
    http::{Router, serve},
};
use worker::event;

pub use routes::TABLES;

static ROUTER: LazyLock<Router> = LazyLock::new(|| Router::new(TABLES));

#[event(fetch)]
async fn fetch(
    request: worker::Request,
    env: worker::Env,
    context: worker::Context,
) -> worker::Result<worker::Response> {
    let cx = Cx::for_request("access-v1", &request, env, context)?;
    serve(&ROUTER, cx, request).await
}
