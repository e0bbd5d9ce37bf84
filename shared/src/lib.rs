//! The platform that every pinewire worker stands on: typed storage, queues, HTTP, accounts, secrets. It hides what
//! bites on Cloudflare Workers in Rust, so that a worker is only its routes and its jobs.

// `#[derive(FromRow)]` names this crate, also where it is used in it.
extern crate self as pinewire_shared;

pub mod access;
pub mod account;
pub mod alpaca;
pub mod at_once;
pub mod audit;
pub mod auth;
pub mod browser;
pub mod buyer_link;
pub mod clock;
pub mod cors;
pub mod crypto;
mod cx;
pub mod db;
pub mod deadline;
pub mod durable_object;
pub mod egress;
mod error;
pub mod events;
pub mod http;
pub mod idempotency;
pub mod intake;
pub mod jobs;
pub mod kv;
pub mod log;
pub mod metrics;
pub mod packed_call;
pub mod panel;
pub mod parts;
pub mod provisioning;
pub mod purchases;
pub mod queue;
pub mod r2;
pub mod random;
pub mod rate_limit;
pub mod security_headers;
pub mod signed_url;
pub mod stream;
pub mod sync_runs;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod timezone;
pub mod trading;
pub mod tradingview;
pub mod web_socket;

pub use cx::Cx;
pub use error::{Error, Result};
