//! `/datafeed`: the protocol by which TradingView's charts ask for symbols, bars and quotes. Marks are the `symbols`
//! worker's, which knows who is signed in.

pub(crate) mod config;
pub(crate) mod history;
pub(crate) mod quotes;
pub(crate) mod symbols;
