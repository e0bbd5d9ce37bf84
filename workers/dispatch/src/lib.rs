//! The `dispatch` worker: does the jobs. It takes screenshots and sends mail, keeps what failed for good, and sets
//! stuck screenshots going again.

mod dead_letter;
mod health;
mod mail;
mod queue;
mod recovery;
mod routes;
mod screenshot;
mod wait;

use pinewire_shared::{Cx, clock, log, queue::messages, serve_worker};
use wasm_bindgen::JsValue;
use worker::event;

pub use routes::TABLES;

serve_worker!("dispatch", TABLES, public);

/// Never answers with an error: that would panic, and take the other messages along.
#[event(queue)]
async fn queue(
    batch: worker::MessageBatch<JsValue>,
    env: worker::Env,
    _context: worker::Context,
) -> worker::Result<()> {
    match Cx::for_event("dispatch", env) {
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
    let recovered = match Cx::for_event("dispatch", env) {
        Ok(cx) => recovery::recover(&cx, clock::now()).await,
        Err(error) => Err(error),
    };
    if let Err(error) = recovered {
        log::error("cron_failed", &error.to_string());
    }
}
