//! The `operations` worker: whether the platform works, the work that is done by the clock, and the rotation of the keys
//! that seal secrets.

mod cron;
mod health;
mod keys;
#[cfg(feature = "openapi")]
pub mod openapi;
mod routes;

use pinewire_shared::{Cx, serve_worker};
use worker::event;

pub use routes::TABLES;

serve_worker!("operations", TABLES);

#[event(scheduled)]
async fn scheduled(event: worker::ScheduledEvent, env: worker::Env, _context: worker::ScheduleContext) {
    match Cx::for_event("operations", env) {
        Ok(cx) => cron::run(&cx, &event.cron(), cron::due(&event)).await,
        Err(error) => pinewire_shared::log::error("cron_failed", &error.to_string()),
    }
}
