//! Trading: from a request for an order to its fills, the position and the profit, exactly and once.
//!
//! - [`broker`]: where an account is, and whether it can be used.
//! - [`order`]: what may be ordered, and the state machine that follows an order through a venue.
//! - [`execution`]: fills, each counted once.
//! - [`position`]: what is held, at which price, with which profit.
//! - [`risk`]: what an order must pass before it leaves.
//! - [`sequencer`]: one account's commands in one order: decides, and says what is to be stored and called.
//! - [`paper`]: a venue that fills orders against the datafeed, with money that does not exist.
//! - [`sizing`]: the order that an alert becomes.
//! - [`session`]: when markets are open, and which trading day it is; [`session_year`]: by a venue's calendar.
//! - [`aggregate`]: longer bars from shorter ones; [`bar_store`]: how bars are kept.
//! - [`udf`], [`broker_wire`]: what TradingView's charts and trading panel ask us, [`alpaca_wire`]: what we ask Alpaca.
//!
//! Calling a venue, storing and the clock are left to the caller.

pub mod aggregate;
pub mod alpaca_wire;
pub mod bar_store;
pub mod broker;
pub mod broker_wire;
pub mod execution;
pub mod order;
pub mod paper;
pub mod position;
pub mod risk;
pub mod sequencer;
pub mod session;
pub mod session_year;
#[cfg(test)]
mod simulation;
pub mod sizing;
pub mod udf;
pub mod us_holidays;
pub mod wire_number;
