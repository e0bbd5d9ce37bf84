//! The `brokers` worker: what users agree to, the accounts that they link and unlink, and whether the links still work.
//! Orders are for others: here nothing is ever bought or sold.

mod account;
mod agreement;
mod catalogue;
mod check;
mod health;
mod link;
#[cfg(feature = "openapi")]
pub mod openapi;
mod paper;
mod purge;
mod region;
mod routes;
mod unlink;

use std::sync::LazyLock;

use pinewire_shared::{
    Cx, Result,
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
    let cx = Cx::for_request("brokers", &request, env, context)?;
    serve(&ROUTER, cx, request).await
}

#[event(scheduled)]
async fn scheduled(_event: worker::ScheduledEvent, env: worker::Env, _context: worker::ScheduleContext) {
    if let Err(error) = tick(env).await {
        log::error("cron_failed", &error.to_string());
    }
}

async fn tick(env: worker::Env) -> Result<()> {
    let cx = Cx::for_event("brokers", env)?;
    purge::run(&cx).await?;
    check::run(&cx).await
}
