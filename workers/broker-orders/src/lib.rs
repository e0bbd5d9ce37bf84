//! The `broker-orders` worker: what a trading panel wants done. It reads the form, looks up the market and hands the wish on to
//! the account's sequencer, which decides.

mod health;
mod leverage;
mod orders;
mod positions;
mod preview;
mod routes;
mod wish;

use pinewire_shared::serve_panel;

pub use routes::TABLES;

serve_panel!("broker-orders", TABLES);
