//! Risk: the rules that an order must pass before it leaves, and the limits that users and plans set for them.
//!
//! An order that only makes a position smaller passes nearly all of them: nobody must be kept in a position by a limit.
//! A rule that lacks a figure (a price, the equity) refuses: not knowing is not passing.
//!
//! [`evaluate`] is pure; that it sees every order in one sequence is the sequencer's part.

mod evaluate;
mod limits;
mod refusal;
#[cfg(test)]
mod tests;

pub use evaluate::{Exposure, evaluate, with_default_exits};
pub use limits::{FREE_PLAN_TRADES, PlanLimits, Protection, RiskLimits};
pub use refusal::{Refusal, Rule};
