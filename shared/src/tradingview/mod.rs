//! A seller's TradingView: the requests that are made in their name, the connection with its sealed cookies, and its
//! health. What answers look like and what they mean is told by [`pinewire_domain::access`]; when a request is made,
//! and at what pace, is left to the workers.
//!
//! Endpoints, one method each, are on [`Client`]. None of them fails: that TradingView did not answer is an answer too,
//! and whoever changes access must act on it.

mod account;
mod client;
mod connection;
pub mod consequences;
mod grants;
mod health;
mod known_user;
mod rotation;
mod scripts;

pub use account::{Probe, SignIn};
pub use client::{Client, Reply};
pub use connection::{Connection, Standing, by_id, current};
pub use health::{Cause, Seen, add_check, mark_dead, observe};
pub use known_user::{KnownUser, known_user};
pub use rotation::{seal_cookies, store_rotated_cookies};
pub use scripts::MAX_IDS;
