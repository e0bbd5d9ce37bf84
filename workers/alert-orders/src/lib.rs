//! The `alert-orders` worker: makes orders of alerts. A user binds a strategy's alerts to an account ([`bindings`]); the
//! accept path commits a job with each alert that a binding wants, and the consumer of its queue ([`work`]) decides what
//! it becomes, sends it through the account's sequencer, or keeps it as a proposal for the user to approve
//! ([`proposals`]).

mod bindings;
mod health;
#[cfg(feature = "openapi")]
pub mod openapi;
mod proposals;
mod queue;
mod routes;
mod work;

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
    let cx = Cx::for_request("alert-orders", &request, env, context)?;
    serve(&ROUTER, cx, request).await
}

/// Never answers with an error: that would panic, and take the other messages along.
#[event(queue)]
async fn queue(
    batch: worker::MessageBatch<JsValue>,
    env: worker::Env,
    _context: worker::Context,
) -> worker::Result<()> {
    match Cx::for_event("alert-orders", env) {
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
    let done = match Cx::for_event("alert-orders", env) {
        Ok(cx) => proposals::expire(&cx).await,
        Err(error) => Err(error),
    };
    if let Err(error) = done {
        log::error("cron_failed", &error.to_string());
    }
}
