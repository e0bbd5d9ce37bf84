//! The `revoke` worker: ends access by request, one or many; records what ran out and tells of it before; and compares the
//! books with what TradingView shows.
//!
//! It never changes anything on TradingView itself: it writes down what is wanted, and the seller's sequencer in the
//! `assign` worker carries it out.

mod cron;
mod expiry;
#[cfg(feature = "openapi")]
pub mod openapi;
mod queue;
mod reconcile;
mod revocation;
mod routes;

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

static ROUTER: LazyLock<Router> = LazyLock::new(|| Router::new(TABLES));

#[event(fetch)]
async fn fetch(
    request: worker::Request,
    env: worker::Env,
    context: worker::Context,
) -> worker::Result<worker::Response> {
    let cx = Cx::for_request("revoke", &request, env, context)?;
    serve(&ROUTER, cx, request).await
}

/// Never answers with an error: that would panic, and take the other messages along.
#[event(queue)]
async fn queue(
    batch: worker::MessageBatch<JsValue>,
    env: worker::Env,
    _context: worker::Context,
) -> worker::Result<()> {
    match Cx::for_event("revoke", env) {
        Ok(cx) => queue::consume(&cx, &batch.queue(), messages(&batch)).await,
        Err(error) => {
            log::error("queue_failed", &error.to_string());
            batch.retry_all();
        }
    }
    Ok(())
}

#[event(scheduled)]
async fn scheduled(event: worker::ScheduledEvent, env: worker::Env, _context: worker::ScheduleContext) {
    match Cx::for_event("revoke", env) {
        Ok(cx) => cron::run(&cx, &event.cron(), cron::due(&event)).await,
        Err(error) => log::error("cron_failed", &error.to_string()),
    }
}
