//! Access to invite-only Pine scripts: who may use which script until when, and how TradingView is brought to agree.
//!
//! TradingView publishes no contract for the endpoints behind this; the formats are those that open-source clients use,
//! read leniently in [`wire`] and judged once, in [`outcome`]. Sending requests, storing rows and reading the clock are
//! left to the workers.

pub mod attempt;
pub mod breaker;
pub mod bulk;
pub mod connection;
pub mod cookies;
pub mod duration;
pub mod expiry;
pub mod failure;
pub mod grant;
pub mod legacy;
pub mod listing;
pub mod notices;
pub mod outcome;
pub mod pacing;
pub mod paging;
pub mod purchase;
pub mod reconcile;
pub mod sync;
pub mod sync_run;
pub mod username;
pub mod wire;
