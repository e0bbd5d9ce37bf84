//! The `orders` worker: orders, positions and fills of a user's accounts. Lists are read from what the sequencers have
//! projected to the database; whatever changes something is a command to the account's sequencer.

mod answer;
mod audit;
mod cancel;
mod executions;
mod filter;
mod kill_switch;
mod list;
mod market;
#[cfg(feature = "openapi")]
pub mod openapi;
mod place;
mod positions;
mod routes;
mod watch;

use pinewire_shared::serve_worker;

pub use routes::TABLES;

serve_worker!("orders", TABLES);
