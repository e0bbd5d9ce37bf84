//! The `events` worker: tells a seller's own systems what happened, in the format of the Standard Webhooks
//! specification. It keeps the endpoints and their signing secrets, delivers, tries again, logs every try and replays.

mod cron;
mod deliveries;
mod endpoints;
#[cfg(feature = "openapi")]
pub mod openapi;
mod queue;
mod routes;
mod work;

use pinewire_shared::{Cx, log, queue::messages, serve_worker};
use wasm_bindgen::JsValue;
use worker::event;

pub use routes::TABLES;

serve_worker!("events", TABLES);

/// Never answers with an error: that would panic, and take the other messages along.
#[event(queue)]
async fn queue(
    batch: worker::MessageBatch<JsValue>,
    env: worker::Env,
    _context: worker::Context,
) -> worker::Result<()> {
    match Cx::for_event("events", env) {
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
    let done = match Cx::for_event("events", env) {
        Ok(cx) => cron::purge(&cx).await,
        Err(error) => Err(error),
    };
    if let Err(error) = done {
        log::error("cron_failed", &error.to_string());
    }
}
