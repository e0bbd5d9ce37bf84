//! The `sync` worker: brings a seller's published scripts up to date. It reads TradingView's lists, writes what changed and
//! reports it; what the seller sets for a script (price, duration, for sale) is theirs and is never touched by that. The
//! `scripts` worker shows them.

mod abandon;
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
    match Cx::for_event("sync", env) {
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
    let done = match Cx::for_event("sync", env) {
        Ok(cx) => cron::run(&cx).await,
        Err(error) => Err(error),
    };
    if let Err(error) = done {
        log::error("cron_failed", &error.to_string());
    }
}
