//! The `order-history` worker: what a user's accounts were told to do, and what became of it. All of it is read from what
//! the sequencers have projected to the database; the live stream is the sequencer's own. Nothing is changed here: that
//! is the `orders` worker's.

mod audit;
mod executions;
mod filter;
mod list;
#[cfg(feature = "openapi")]
pub mod openapi;
mod routes;
mod standing;
mod watch;

use pinewire_shared::serve_worker;

pub use routes::TABLES;

serve_worker!("order-history", TABLES);
