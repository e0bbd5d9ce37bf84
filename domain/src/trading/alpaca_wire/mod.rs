//! Alpaca's wire formats (Trading API v2, market data v2, the `trade_updates` stream) and what they mean to us. Calling it
//! is left to its client.

mod answer;
mod asset;
mod fields;
mod market;
mod order;
#[cfg(test)]
mod tests;

pub use answer::{ErrorBody, answer_to_cancel, answer_to_look_up, answer_to_submit};
pub use asset::{Asset, ListedStock};
pub use market::{Bar, Bars, CalendarDay, Clock, SymbolBars, read_figures, read_position};
pub use order::{OrderBody, Unreadable, read_order, read_update};
