//! The data side of the protocol: what TradingView's servers ask about symbols and prices. It belongs to no user, so that it
//! has no tokens; it is counted by address.

pub(crate) mod history;
pub(crate) mod streaming;
pub(crate) mod symbols;
