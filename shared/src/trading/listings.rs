//! The symbol table, remembered for a minute: every request begins with a look at it.

use std::{cell::RefCell, rc::Rc};

use super::symbols::{self, Listing};
use crate::{Cx, Result};
use pinewire_domain::{symbol::Symbol, time::Timestamp};

const FRESH_MS: i64 = 60_000;
const MAX_NAMES: usize = 300;
/// More than a symbol search can show.
const MAX_LISTINGS: u32 = 2_000;

#[derive(Debug, Clone)]
struct Known {
    name: Symbol,
    at: Timestamp,
    listing: Option<Rc<Listing>>,
}

thread_local! {
    static BY_NAME: RefCell<Vec<Known>> = const { RefCell::new(Vec::new()) };
    static ALL: RefCell<Option<(Timestamp, Rc<Vec<Listing>>)>> = const { RefCell::new(None) };
}

/// The instrument of any of its names.
pub async fn find(cx: &Cx, name: &Symbol) -> Result<Option<Rc<Listing>>> {
    let known = BY_NAME.with_borrow(|known| known.iter().find(|known| known.name == *name).cloned());
    if let Some(known) = known.filter(|known| cx.now().millis_since(known.at) < FRESH_MS) {
        return Ok(known.listing);
    }
    let listing = symbols::listing(cx, name).await?.map(Rc::new);
    BY_NAME.with_borrow_mut(|known| {
        known.retain(|known| known.name != *name);
        if known.len() >= MAX_NAMES {
            known.remove(0);
        }
        known.push(Known {
            name: name.clone(),
            at: cx.now(),
            listing: listing.clone(),
        });
    });
    Ok(listing)
}

/// All instruments by name.
pub async fn all(cx: &Cx) -> Result<Rc<Vec<Listing>>> {
    let known = ALL.with_borrow(Clone::clone);
    if let Some((_, listings)) = known.filter(|(at, _)| cx.now().millis_since(*at) < FRESH_MS) {
        return Ok(listings);
    }
    let listings = Rc::new(symbols::listings(cx, MAX_LISTINGS).await?);
    ALL.set(Some((cx.now(), Rc::clone(&listings))));
    Ok(listings)
}

/// What a search shows, the best match first: a ticker that is what was typed, one that begins with it, then names that
/// contain it. `kind` and `exchange` narrow it down; empty ones don't.
pub fn search<'a>(
    listings: &'a [Listing],
    typed: &str,
    kind: &str,
    exchange: &str,
    limit: usize,
) -> Vec<&'a Listing> {
    let typed = typed.trim().to_ascii_uppercase();
    // `NASDAQ:AA` is typed by who goes on from a chosen symbol.
    let (of_exchange, ticker) = typed.split_once(':').unwrap_or(("", &typed));
    let fits = |listing: &&Listing| {
        (kind.is_empty() || listing.kind.as_str() == kind)
            && (exchange.is_empty() || listing.exchange.eq_ignore_ascii_case(exchange))
            && (of_exchange.is_empty() || listing.exchange == of_exchange)
    };
    let rank = |listing: &Listing| {
        let own = listing.symbol().ticker();
        if own == ticker {
            Some(0)
        } else if own.starts_with(ticker) {
            Some(1)
        } else if listing.description.to_ascii_uppercase().contains(ticker) {
            Some(2)
        } else {
            None
        }
    };
    let mut found = Vec::new();
    for wanted in 0..=2 {
        let of_rank = listings
            .iter()
            .filter(fits)
            .filter(|listing| rank(listing) == Some(wanted));
        found.extend(of_rank);
    }
    found.truncate(limit);
    found
}

#[cfg(test)]
mod tests {
    use pinewire_domain::trading::order::Instrument;

    use super::*;
    use crate::trading::symbols::ListingKind;

    fn listing(ticker: &str, description: &str, exchange: &str) -> Listing {
        Listing {
            tradingview: format!("{exchange}:{ticker}"),
            alpaca: ticker.to_owned(),
            description: description.to_owned(),
            kind: ListingKind::Stock,
            exchange: exchange.to_owned(),
            currency: "USD".to_owned(),
            bars_epoch: 1,
            instrument: Instrument::us_stock(ticker.parse().unwrap()),
        }
    }

    #[test]
    fn the_best_match_is_first() {
        let all = [
            listing("AMD", "Advanced Micro Devices", "NASDAQ"),
            listing("AMZN", "Amazon.com", "NASDAQ"),
            listing("BAC", "Bank of America", "NYSE"),
            listing("AM", "Antero Midstream", "NYSE"),
        ];
        let found = |typed: &str, kind: &str, exchange: &str| {
            search(&all, typed, kind, exchange, 30)
                .iter()
                .map(|listing| listing.symbol().to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(found("am", "", ""), ["AM", "AMD", "AMZN", "BAC"]);
        assert_eq!(found("am", "", "NYSE"), ["AM", "BAC"]);
        assert_eq!(found("NASDAQ:AM", "", ""), ["AMD", "AMZN"]);
        assert_eq!(found("", "crypto", ""), Vec::<String>::new());
        assert_eq!(search(&all, "", "", "", 2).len(), 2);
    }
}
