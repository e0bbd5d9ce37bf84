//! The venue itself, as pure rules: accounts, orders and what time and prices do to them. It neither reads a clock nor
//! stores anything, and knows of no HTTP.

pub(crate) mod account;
pub(crate) mod asset;
pub(crate) mod calendar;
pub(crate) mod change;
pub(crate) mod ids;
pub(crate) mod matching;
pub(crate) mod order;
pub(crate) mod passing;
pub(crate) mod prices;
pub(crate) mod refusal;
pub(crate) mod request;
pub(crate) mod submit;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
pub(crate) mod trouble;
pub(crate) mod update;
