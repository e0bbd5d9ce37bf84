//! Prices for polls. What the datafeed said of a symbol is remembered for a moment, for all panels of this worker together;
//! a datafeed that is down costs freshness, never an answer.

use std::{cell::RefCell, collections::BTreeMap};

use crate::{
    Cx, clock, log,
    trading::market::{self, Quote},
};
use pinewire_domain::{decimal::Decimal, symbol::Symbol, time::Timestamp, trading::sequencer::AccountView};
use serde_json::json;

/// Prices on a chart move once a second.
const REMEMBER_MS: i64 = 1_000;
/// Symbols that are remembered at the same time.
const MAX_REMEMBERED: usize = 2_000;

thread_local! {
    static KNOWN: RefCell<BTreeMap<Symbol, (Timestamp, Quote)>> = const { RefCell::new(BTreeMap::new()) };
}

/// The quotes of these symbols; those that nobody quotes are left out.
pub async fn quotes(cx: &Cx, symbols: &[Symbol]) -> BTreeMap<Symbol, Quote> {
    let now = clock::now();
    let is_recent = |at: Timestamp| now.millis_since(at) < REMEMBER_MS;
    let mut found = BTreeMap::new();
    let mut missing = Vec::new();
    KNOWN.with_borrow(|known| {
        for symbol in symbols {
            match known.get(symbol) {
                Some((at, quote)) if is_recent(*at) => {
                    found.insert(symbol.clone(), quote.clone());
                }
                _ => missing.push(symbol.clone()),
            }
        }
    });
    if missing.is_empty() {
        return found;
    }
    match market::quote(cx, &missing).await {
        Ok(quotes) => KNOWN.with_borrow_mut(|known| {
            if known.len() >= MAX_REMEMBERED {
                known.retain(|_, (at, _)| is_recent(*at));
            }
            for quote in quotes {
                known.insert(quote.symbol.clone(), (now, quote.clone()));
                found.insert(quote.symbol.clone(), quote);
            }
        }),
        Err(error) => log::warn(cx, "prices_not_read", json!({ "error": error.to_string() })),
    }
    found
}

/// What the positions of an account trade at: the newest that is known.
pub struct Prices {
    quotes: BTreeMap<Symbol, Quote>,
    last_known: BTreeMap<Symbol, Decimal>,
}

impl Prices {
    /// The prices of what the account holds.
    pub async fn of(cx: &Cx, view: &AccountView) -> Self {
        let held: Vec<Symbol> = view
            .positions
            .iter()
            .map(|position| position.symbol.clone())
            .collect();
        let mut last_known = BTreeMap::new();
        for known in &view.prices {
            last_known.insert(known.symbol.clone(), known.price);
        }
        let quotes = if held.is_empty() {
            BTreeMap::new()
        } else {
            quotes(cx, &held).await
        };
        Self { quotes, last_known }
    }

    /// The price of a symbol.
    pub fn price(&self, symbol: &Symbol) -> Option<Decimal> {
        let quoted = self.quotes.get(symbol).and_then(Quote::price);
        quoted.or_else(|| self.last_known.get(symbol).copied())
    }
}
