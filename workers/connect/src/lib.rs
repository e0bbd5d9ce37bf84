//! The `connect` worker: a seller's connection to TradingView. It takes the cookies and makes sure whose they are, shows
//! how healthy the connection is, checks that every half hour, and forgets the cookies when the seller disconnects.

mod check;
mod connection;
mod consent;
mod credentials;
mod disconnect;
mod history;
#[cfg(feature = "openapi")]
pub mod openapi;
mod owner;
mod recheck;
mod refusal;
mod routes;
mod status;

use pinewire_shared::{Cx, log, serve_worker};
use worker::event;

pub use routes::TABLES;

serve_worker!("connect", TABLES);

#[event(scheduled)]
async fn scheduled(_event: worker::ScheduledEvent, env: worker::Env, _context: worker::ScheduleContext) {
    let checked = match Cx::for_event("connect", env) {
        Ok(cx) => recheck::run(&cx).await,
        Err(error) => Err(error),
    };
    if let Err(error) = checked {
        log::error("cron_failed", &error.to_string());
    }
}
