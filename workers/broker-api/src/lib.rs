//! The `broker-api` worker: what a trading panel reads. Its polls are answered from what the sequencers have stored; signing
//! in is `broker-sign-in`'s, what a panel wants done is `broker-orders`'.

mod account;
mod health;
mod history;
mod poll;
mod quotes;
mod routes;

use pinewire_shared::serve_panel;

pub use routes::TABLES;

serve_panel!("broker-api", TABLES);
