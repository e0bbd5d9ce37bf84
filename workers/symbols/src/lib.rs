//! The `symbols` worker: the symbol table for people and their programs, and what they have on a chart: marks of their
//! signals and fills. Once a day it asks the venue which stocks there are.

mod health;
mod marks;
#[cfg(feature = "openapi")]
pub mod openapi;
mod routes;
mod stocks;
mod symbols;

use pinewire_shared::{Cx, log, serve_worker};
use worker::event;

pub use routes::TABLES;

serve_worker!("symbols", TABLES);

#[event(scheduled)]
async fn scheduled(_event: worker::ScheduledEvent, env: worker::Env, _context: worker::ScheduleContext) {
    let done = match Cx::for_event("symbols", env) {
        Ok(cx) => stocks::refresh(&cx).await,
        Err(error) => Err(error),
    };
    if let Err(error) = done {
        log::error("cron_failed", &error.to_string());
    }
}
