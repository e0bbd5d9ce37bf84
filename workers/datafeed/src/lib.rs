//! The `datafeed` worker: symbols, bars, marks and quotes for charts by TradingView's UDF protocol, and the same prices,
//! bars and sessions for the workers that trade. The Durable Object [`MarketGate`] is the only way to the vendor; what
//! was fetched once is kept.

mod bars;
mod gate;
mod health;
mod hours;
mod internal;
mod listings;
mod market_clock;
#[cfg(feature = "openapi")]
pub mod openapi;
mod routes;
mod symbols;
mod udf;

use pinewire_shared::serve_worker;

pub use gate::MarketGate;
pub use routes::TABLES;

serve_worker!("datafeed", TABLES);
