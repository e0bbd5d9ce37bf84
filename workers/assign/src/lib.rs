//! The `assign` worker: gives, extends, replaces and takes access to a seller's scripts, one grant or many; shows the
//! books with the log of every request; and runs the `AccessSequencer`, the one object per seller that speaks to
//! TradingView about access.

mod bulk;
mod cron;
mod grants;
#[cfg(feature = "openapi")]
pub mod openapi;
mod queue;
mod routes;
mod sequencer;
mod usernames;

use std::sync::LazyLock;

use pinewire_shared::{
    Cx,
    http::{Router, serve},
    log,
    queue::messages,
};
use wasm_bindgen::JsValue;
use worker::event;

pub use routes::TABLES;
pub use sequencer::AccessSequencer;

static ROUTER: LazyLock<Router> = LazyLock::new(|| Router::new(TABLES));

#[event(fetch)]
async fn fetch(
    request: worker::Request,
    env: worker::Env,
    context: worker::Context,
) -> worker::Result<worker::Response> {
    let cx = Cx::for_request("assign", &request, env, context)?;
    serve(&ROUTER, cx, request).await
}

/// Never answers with an error: that would panic, and take the other messages along.
#[event(queue)]
async fn queue(
    batch: worker::MessageBatch<JsValue>,
    env: worker::Env,
    _context: worker::Context,
) -> worker::Result<()> {
    match Cx::for_event("assign", env) {
        Ok(cx) => queue::consume(&cx, &batch.queue(), messages(&batch)).await,
        Err(error) => {
            log::error("queue_failed", &error.to_string());
            batch.retry_all();
        }
    }
    Ok(())
}

#[event(scheduled)]
async fn scheduled(_event: worker::ScheduledEvent, env: worker::Env, _context: worker::ScheduleContext) {
    let swept = match Cx::for_event("assign", env) {
        Ok(cx) => cron::sweep(&cx).await,
        Err(error) => Err(error),
    };
    if let Err(error) = swept {
        log::error("cron_failed", &error.to_string());
    }
}
