//! Trading: from a request for an order to its fills, the position and the profit, exactly and once.
//!
//! - [`order`]: what may be ordered, and the state machine that follows an order through a venue.
//! - [`execution`]: fills, each counted once.
//! - [`position`]: what is held, at which price, with which profit.
//! - [`risk`]: what an order must pass before it leaves.
//! - [`sequencer`]: one account's commands in one order: decides, and says what is to be stored and called.
//!
//! Calling a venue, storing and the clock are left to the caller.

pub mod execution;
pub mod order;
pub mod position;
pub mod risk;
pub mod sequencer;
#[cfg(test)]
mod simulation;
