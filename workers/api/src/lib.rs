//! The `api` worker: accounts and sessions, signals, statistics, configuration, administration.

mod accounts;
mod admin;
mod config;
mod cron;
mod durable_objects;
mod health;
#[cfg(feature = "openapi")]
pub mod openapi;
mod queues;
mod rejected_alerts;
mod routes;
mod signals;
mod stats;
mod stream;

use std::sync::LazyLock;

use pinewire_shared::{
    Cx,
    http::{Router, serve},
};
use worker::event;

pub use durable_objects::{RateLimiter, SignalStream};
pub use routes::TABLES;

static ROUTER: LazyLock<Router> = LazyLock::new(|| Router::new(TABLES));

#[event(fetch)]
async fn fetch(
    request: worker::Request,
    env: worker::Env,
    context: worker::Context,
) -> worker::Result<worker::Response> {
    let cx = Cx::for_request("api", &request, env, context)?;
    serve(&ROUTER, cx, request).await
}

#[event(scheduled)]
async fn scheduled(event: worker::ScheduledEvent, env: worker::Env, _context: worker::ScheduleContext) {
    match Cx::for_event("api", env) {
        Ok(cx) => cron::run(&cx, &event.cron(), cron::due(&event)).await,
        Err(error) => pinewire_shared::log::error("cron_failed", &error.to_string()),
    }
}
