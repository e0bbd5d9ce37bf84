//! What a signed-in panel asks: its accounts, their orders, positions and money, and what it wants done with them.

pub(crate) mod account;
pub(crate) mod history;
pub(crate) mod leverage;
pub(crate) mod orders;
pub(crate) mod poll;
pub(crate) mod positions;
pub(crate) mod preview;
pub(crate) mod quotes;

mod prices;
mod wish;
