//! The `reconcile` worker: the books against TradingView. Each night and on demand, all pages of every script's list are
//! read and compared.
//!
//! A run is worked off in slices, each a job of its own ([`run`]): page by page, so that ten thousand grants need no more
//! of a worker than ten, and so that a crash loses a page at most. Only a list whose last page was seen is judged
//! ([`judge`]). What differs is shown and mended on request ([`fix`]), in the one direction or the other.
//!
//! It never changes anything on TradingView itself: it writes down what is wanted, and the seller's sequencer carries it
//! out.

mod differences;
mod fix;
mod judge;
#[cfg(feature = "openapi")]
pub mod openapi;
mod queue;
mod routes;
mod run;
mod runs;
mod start;
mod step;

use pinewire_shared::{Cx, jobs, log, queue::messages, serve_worker};
use wasm_bindgen::JsValue;
use worker::event;

pub use routes::TABLES;

serve_worker!("reconcile", TABLES);

/// Never answers with an error: that would panic, and take the other messages along.
#[event(queue)]
async fn queue(
    batch: worker::MessageBatch<JsValue>,
    env: worker::Env,
    _context: worker::Context,
) -> worker::Result<()> {
    match Cx::for_event("reconcile", env) {
        Ok(cx) => queue::consume(&cx, &batch.queue(), messages(&batch)).await,
        Err(error) => {
            log::error("queue_failed", &error.to_string());
            batch.retry_all();
        }
    }
    Ok(())
}

/// Each night.
#[event(scheduled)]
async fn scheduled(_event: worker::ScheduledEvent, env: worker::Env, _context: worker::ScheduleContext) {
    let started = match Cx::for_event("reconcile", env) {
        Ok(cx) => {
            let started = start::start_all(&cx).await;
            jobs::send_pending(&cx).await;
            started
        }
        Err(error) => Err(error),
    };
    if let Err(error) = started {
        log::error("cron_failed", &error.to_string());
    }
}
