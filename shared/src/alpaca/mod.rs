//! Alpaca, called over HTTP. What its answers mean is [`pinewire_domain::trading::alpaca_wire`]'s.

pub mod market;
pub mod oauth;
pub mod stream;
pub mod trading;
