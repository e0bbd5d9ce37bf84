//! The `webhook` worker: what others call us with. TradingView's alerts come in here.

mod alert;
mod health;
#[cfg(feature = "openapi")]
pub mod openapi;
mod page;
mod routes;
mod status;

use std::sync::LazyLock;

use pinewire_shared::{
    Cx,
    http::{Router, serve_public},
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
    let cx = Cx::for_request("webhook", &request, env, context)?;
    serve_public(&ROUTER, cx, request).await
}
