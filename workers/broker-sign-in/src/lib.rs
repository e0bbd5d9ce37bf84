//! The `broker-sign-in` worker: signs trading panels in, by password or by OAuth 2 with a code, and tells TradingView's servers
//! which symbols there are and what they cost.
//!
//! A panel's tokens belong to a session of its user's, which is listed with their other devices and ends as those do.

mod authorize;
mod client;
mod health;
mod history;
mod page;
mod password;
mod routes;
mod sign_in;
mod streaming;
mod symbols;
mod token;
mod tokens;

use pinewire_shared::serve_panel;

pub use routes::TABLES;

serve_panel!("broker-sign-in", TABLES);
