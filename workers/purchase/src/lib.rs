//! The `purchase` worker: takes what shops tell, finds out what it means for the buyer's access, and has that carried out
//! exactly once. Buyers whose username is missing or wrong are asked for it. Hooks and products are set up by the
//! `shop` worker; what became of single purchases is shown and changed by the `sales` worker.

mod apply;
#[cfg(feature = "openapi")]
pub mod openapi;
mod queue;
mod receive;
mod routes;
mod settle;

use pinewire_shared::{Cx, log, queue::messages, serve_worker};
use wasm_bindgen::JsValue;
use worker::event;

pub use routes::TABLES;

serve_worker!("purchase", TABLES, public);

/// Never answers with an error: that would panic, and take the other messages along.
#[event(queue)]
async fn queue(
    batch: worker::MessageBatch<JsValue>,
    env: worker::Env,
    _context: worker::Context,
) -> worker::Result<()> {
    match Cx::for_event("purchase", env) {
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
    let done = match Cx::for_event("purchase", env) {
        Ok(cx) => settle::run(&cx).await,
        Err(error) => Err(error),
    };
    if let Err(error) = done {
        log::error("cron_failed", &error.to_string());
    }
}
