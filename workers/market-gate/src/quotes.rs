//! The latest prices: one call for all symbols of a market that somebody asks for, once a second at most.

use std::cell::RefCell;

use pinewire_domain::{time::Timestamp, trading::order::MarketKind};
use pinewire_shared::{
    alpaca::market::{Failure, Feed, Snapshot},
    clock,
    trading::market::Quote,
};

use pinewire_shared::trading::market_gate::{QuotesQuestion, Subject};

use crate::gate::{Denied, Gate, Outcome, broken};

/// How old a quote may be that is told again.
const FRESH_MS: i64 = 1_000;
/// While the vendor takes no calls, a quote is told again that is not older.
const STALE_MS: i64 = 15_000;
/// Symbols that are remembered.
const MAX_SYMBOLS: usize = 500;

#[derive(Debug, Default)]
pub(crate) struct LastQuotes(RefCell<Vec<Known>>);

#[derive(Debug)]
struct Known {
    /// Alpaca's name.
    symbol: String,
    at: Timestamp,
    /// `None` for what nobody quotes.
    quote: Option<Quote>,
}

impl Gate {
    /// JSON of [`Quote`]s, those that are known, in the order of the question.
    pub(crate) async fn quotes(&self, question: QuotesQuestion) -> Outcome {
        for market in [MarketKind::Stocks, MarketKind::Crypto] {
            let wanted: Vec<&Subject> = question
                .subjects
                .iter()
                .filter(|subject| subject.market == market && !self.is_known(subject, FRESH_MS))
                .collect();
            if wanted.is_empty() {
                continue;
            }
            match self.snapshots(market, &wanted).await {
                Ok(snapshots) => self.remember(&wanted, &snapshots),
                Err(denied) => {
                    if !wanted.iter().all(|subject| self.is_known(subject, STALE_MS)) {
                        return Err(denied);
                    }
                }
            }
        }
        let known = self.memory.quotes.0.borrow();
        let quotes: Vec<&Quote> = question
            .subjects
            .iter()
            .filter_map(|subject| find(&known, subject)?.quote.as_ref())
            .collect();
        serde_json::to_string(&quotes).map(Into::into).map_err(broken)
    }

    fn is_known(&self, subject: &Subject, max_age_ms: i64) -> bool {
        let known = self.memory.quotes.0.borrow();
        let at = find(&known, subject).map(|known| known.at);
        at.is_some_and(|at| clock::now().millis_since(at) < max_age_ms)
    }

    async fn snapshots(&self, market: MarketKind, wanted: &[&Subject]) -> Result<Vec<Snapshot>, Denied> {
        let symbols: Vec<&str> = wanted.iter().map(|subject| subject.alpaca.as_str()).collect();
        if market == MarketKind::Crypto || self.has_recent_sip() {
            let asked = async |vendor: &pinewire_shared::alpaca::market::MarketData<'_>| match vendor
                .snapshots(market, &symbols, Feed::Sip)
                .await
            {
                Ok(snapshots) => Ok(Some(snapshots)),
                Err(Failure::NotInPlan) => Ok(None),
                Err(failure) => Err(failure),
            };
            if let Some(snapshots) = self.call(asked).await? {
                return Ok(snapshots);
            }
            self.lacks_recent_sip();
        }
        self.call(async |vendor| vendor.snapshots(market, &symbols, Feed::Iex).await)
            .await
    }

    fn remember(&self, wanted: &[&Subject], snapshots: &[Snapshot]) {
        let now = clock::now();
        let mut known = self.memory.quotes.0.borrow_mut();
        if known.len() > MAX_SYMBOLS {
            known.retain(|known| now.millis_since(known.at) < STALE_MS);
        }
        for subject in wanted {
            let snapshot = snapshots
                .iter()
                .find(|snapshot| snapshot.symbol == subject.alpaca);
            let quote = snapshot.map(|snapshot| quote(subject, snapshot));
            known.retain(|known| known.symbol != subject.alpaca);
            known.push(Known {
                symbol: subject.alpaca.clone(),
                at: now,
                quote,
            });
        }
    }
}

fn find<'a>(known: &'a [Known], subject: &Subject) -> Option<&'a Known> {
    known.iter().find(|known| known.symbol == subject.alpaca)
}

fn quote(subject: &Subject, snapshot: &Snapshot) -> Quote {
    Quote {
        symbol: subject.symbol.clone(),
        bid: snapshot.bid,
        ask: snapshot.ask,
        last: snapshot.last,
        at: snapshot.at,
        day: snapshot.day,
        previous_close: snapshot.previous_day.map(|day| day.close),
    }
}
