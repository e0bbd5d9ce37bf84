//! The `orders` worker: whatever is to be done with orders and positions, each a command to the account's sequencer; and
//! what is held. What was ordered is told by the `order-history` worker.

mod answer;
mod cancel;
mod current;
mod kill_switch;
mod market;
#[cfg(feature = "openapi")]
pub mod openapi;
mod place;
mod positions;
mod rebuild;
mod routes;

use pinewire_shared::serve_worker;

pub use routes::TABLES;

serve_worker!("orders", TABLES);
