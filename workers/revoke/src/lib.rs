//! The `revoke` worker: the end of access. By request, of one or many; by time: it records what ran out, and tells of it
//! before.
//!
//! It never changes anything on TradingView itself: it writes down what is wanted, and the seller's sequencer carries it
//! out.

mod cron;
mod expiry;
#[cfg(feature = "openapi")]
pub mod openapi;
mod revocation;
mod routes;

use pinewire_shared::{Cx, log, serve_worker};
use worker::event;

pub use routes::TABLES;

serve_worker!("revoke", TABLES);

#[event(scheduled)]
async fn scheduled(event: worker::ScheduledEvent, env: worker::Env, _context: worker::ScheduleContext) {
    match Cx::for_event("revoke", env) {
        Ok(cx) => cron::each_minute(&cx, cron::due(&event)).await,
        Err(error) => log::error("cron_failed", &error.to_string()),
    }
}
