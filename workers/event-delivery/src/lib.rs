//! The `event-delivery` worker: brings what happened to a seller's own systems, in the format of the Standard Webhooks
//! specification. It delivers, tries again, logs every try, replays, and forgets what is too old. Endpoints are set up,
//! and deliveries shown, by the `events` worker.

mod cron;
mod queue;
mod work;

use pinewire_shared::{Cx, log, queue::messages};
use wasm_bindgen::JsValue;
use worker::event;

/// Never answers with an error: that would panic, and take the other messages along.
#[event(queue)]
async fn queue(
    batch: worker::MessageBatch<JsValue>,
    env: worker::Env,
    _context: worker::Context,
) -> worker::Result<()> {
    match Cx::for_event("event-delivery", env) {
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
    let done = match Cx::for_event("event-delivery", env) {
        Ok(cx) => cron::purge(&cx).await,
        Err(error) => Err(error),
    };
    if let Err(error) = done {
        log::error("cron_failed", &error.to_string());
    }
}
