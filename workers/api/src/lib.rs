//! The `api` worker: a user's settings and webhook, the alerts that it refused, statistics. The Durable Object
//! [`RateLimiter`] counts everybody's requests.

mod config;
#[cfg(feature = "openapi")]
pub mod openapi;
mod rate_limiter;
mod rejected_alerts;
mod routes;
mod stats;

use pinewire_shared::serve_worker;

pub use rate_limiter::RateLimiter;
pub use routes::TABLES;

serve_worker!("api", TABLES);
