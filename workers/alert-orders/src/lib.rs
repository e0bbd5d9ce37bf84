//! The `alert-orders` worker: which alerts become orders. A user binds a strategy's alerts to an account ([`bindings`]),
//! sees what became of each alert, and approves what waits for it ([`proposals`]). The `alert-trader` worker makes the
//! orders.

mod bindings;
mod health;
#[cfg(feature = "openapi")]
pub mod openapi;
mod proposals;
mod routes;

use std::sync::LazyLock;

use pinewire_shared::{
    Cx,
    http::{Router, serve},
    log,
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
    let cx = Cx::for_request("alert-orders", &request, env, context)?;
    serve(&ROUTER, cx, request).await
}

#[event(scheduled)]
async fn scheduled(_event: worker::ScheduledEvent, env: worker::Env, _context: worker::ScheduleContext) {
    let done = match Cx::for_event("alert-orders", env) {
        Ok(cx) => proposals::expire(&cx).await,
        Err(error) => Err(error),
    };
    if let Err(error) = done {
        log::error("cron_failed", &error.to_string());
    }
}
