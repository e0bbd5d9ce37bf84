//! The `connect` worker: a seller's connection to TradingView. It takes the cookies and makes sure whose they are, shows
//! how healthy the connection is, checks that every half hour, and forgets the cookies when the seller disconnects.

mod check;
mod connection;
mod consent;
mod credentials;
mod disconnect;
mod health;
mod history;
#[cfg(feature = "openapi")]
pub mod openapi;
mod owner;
mod recheck;
mod refusal;
mod routes;
mod status;

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
    let cx = Cx::for_request("connect", &request, env, context)?;
    serve(&ROUTER, cx, request).await
}

#[event(scheduled)]
async fn scheduled(_event: worker::ScheduledEvent, env: worker::Env, _context: worker::ScheduleContext) {
    let checked = match Cx::for_event("connect", env) {
        Ok(cx) => recheck::run(&cx).await,
        Err(error) => Err(error),
    };
    if let Err(error) = checked {
        log::error("cron_failed", &error.to_string());
    }
}
