//! Access to invite-only Pine scripts: who may use which script until when, and how TradingView is brought to agree.
//!
//! TradingView publishes no contract for the endpoints behind this. The formats are those that open-source clients use,
//! and everything that deviates is told apart here, once: [`wire`] reads answers, [`failure`] names what went wrong,
//! [`attempt`] decides what to do next so that nobody is granted twice and no answer that was lost is guessed at.

pub mod attempt;
pub mod duration;
pub mod failure;
pub mod pacing;
pub mod reconcile;
pub mod username;
pub mod wire;

pub use duration::{Expiry, GrantDuration};
pub use failure::AccessFailure;
pub use username::Username;
