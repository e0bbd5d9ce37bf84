//! What is known of the market at the time of a command.

use pinewire_domain::{
    symbol::Symbol,
    trading::{order::Instrument, sequencer::Facts},
};
use pinewire_shared::{
    Cx, Result,
    http::Problem,
    log,
    trading::market::{self, Quote},
};
use serde_json::json;

/// The instrument of that name, or 422.
pub(crate) async fn instrument(cx: &Cx, symbol: &Symbol) -> Result<Instrument> {
    let known = market::instrument(cx, symbol).await?;
    known.ok_or_else(|| Problem::invalid("symbol", "No instrument of this name can be traded here.").into())
}

/// An instrument's rules and its price. Without a price, the rules that need one refuse, and the others do not.
pub(crate) async fn facts(cx: &Cx, instrument: Instrument) -> Facts {
    let quotes = market::quote(cx, core::slice::from_ref(&instrument.symbol)).await;
    let price = match quotes {
        Ok(quotes) => quotes.first().and_then(Quote::price),
        Err(error) => {
            log::warn(cx, "price_unknown", json!({ "error": error.to_string() }));
            None
        }
    };
    Facts {
        instrument: Some(instrument),
        price,
    }
}

/// The same for a symbol of ours, such as a position's, that may not be listed any more.
pub(crate) async fn facts_of(cx: &Cx, symbol: &Symbol) -> Result<Facts> {
    match market::instrument(cx, symbol).await? {
        Some(instrument) => Ok(facts(cx, instrument).await),
        None => Ok(Facts::default()),
    }
}
