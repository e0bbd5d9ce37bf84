//! The `datafeed` worker: symbols, bars and quotes for charts by TradingView's UDF protocol, and the same prices,
//! bars and sessions for the workers that trade. What was fetched once is kept; for the rest the `market-gate` worker asks
//! the vendor.

mod bars;
mod health;
mod hours;
mod internal;
mod market_clock;
#[cfg(feature = "openapi")]
pub mod openapi;
mod routes;
mod udf;

use pinewire_shared::serve_worker;

pub use routes::TABLES;

serve_worker!("datafeed", TABLES, public);
