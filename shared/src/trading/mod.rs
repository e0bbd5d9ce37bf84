//! Trading on the platform's side: linked accounts, and the way to those who know orders and markets.

pub mod accounts;
pub mod agreement;
pub mod alert_binding;
pub mod listings;
pub mod market;
pub mod market_gate;
pub mod records;
pub mod reservations;
pub mod sequencer;
pub mod symbols;
pub mod udf_question;
pub mod venue;
