//! The latest prices: one call for all symbols of a market that somebody asks for, once a second at most.

use std::cell::RefCell;

use pinewire_domain::{time::Timestamp, trading::order::MarketKind};
use pinewire_shared::{
    alpaca::market::{Failure, Feed, Snapshot},
    clock, log,
    trading::{
        market::Quote,
        market_gate::{QuotesQuestion, Subject},
    },
};

use crate::gate::{Gate, Outcome, broken};

/// How old a quote may be that is told again.
const FRESH_MS: i64 = 1_000;
/// While the vendor takes no calls, a quote is told again that is not older.
const STALE_MS: i64 = 15_000;
/// For how long a symbol is not asked for again that the vendor does not know.
const REFUSED_MS: i64 = 600_000;
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
    /// The vendor does not know it.
    is_refused: bool,
}

impl Known {
    fn is_fresh(&self, max_age_ms: i64) -> bool {
        let max_age_ms = if self.is_refused { REFUSED_MS } else { max_age_ms };
        clock::now().millis_since(self.at) < max_age_ms
    }
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
            if let Err(failure) = self.ask(market, &wanted).await
                && !wanted.iter().all(|subject| self.is_known(subject, STALE_MS))
            {
                return Err(self.denial(failure));
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
        find(&known, subject).is_some_and(|known| known.is_fresh(max_age_ms))
    }

    /// Asks for all of them at once. The vendor refuses a list for one symbol that it does not know: then the list is
    /// divided until only that one goes without a price.
    async fn ask(&self, market: MarketKind, wanted: &[&Subject]) -> Result<(), Failure> {
        let mut lists = vec![wanted];
        while let Some(list) = lists.pop() {
            match self.snapshots(market, list).await {
                Ok(snapshots) => self.remember(list, &snapshots),
                Err(Failure::Refused(reason)) => {
                    if let [subject] = list {
                        self.remember_refused(subject, &reason);
                    } else {
                        let (some, others) = list.split_at(list.len() / 2);
                        lists.extend([some, others]);
                    }
                }
                Err(failure) => return Err(failure),
            }
        }
        Ok(())
    }

    async fn snapshots(&self, market: MarketKind, wanted: &[&Subject]) -> Result<Vec<Snapshot>, Failure> {
        let symbols: Vec<&str> = wanted.iter().map(|subject| subject.alpaca.as_str()).collect();
        if market == MarketKind::Crypto || self.has_recent_sip() {
            let asked = self
                .try_call(async |vendor| vendor.snapshots(market, &symbols, Feed::Sip).await)
                .await;
            match asked {
                Err(Failure::NotInPlan) => self.lacks_recent_sip(),
                other => return other,
            }
        }
        self.try_call(async |vendor| vendor.snapshots(market, &symbols, Feed::Iex).await)
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
            put(
                &mut known,
                Known {
                    symbol: subject.alpaca.clone(),
                    at: now,
                    quote,
                    is_refused: false,
                },
            );
        }
    }

    fn remember_refused(&self, subject: &Subject, reason: &str) {
        let fields = serde_json::json!({ "symbol": subject.alpaca, "reason": reason });
        log::warn(&self.cx, "symbol_refused", fields);
        let refused = Known {
            symbol: subject.alpaca.clone(),
            at: clock::now(),
            quote: None,
            is_refused: true,
        };
        put(&mut self.memory.quotes.0.borrow_mut(), refused);
    }
}

fn put(known: &mut Vec<Known>, new: Known) {
    known.retain(|known| known.symbol != new.symbol);
    known.push(new);
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
