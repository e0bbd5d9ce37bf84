//! The minutes of the day that is not over: fetched every two seconds at most while somebody looks, and only what is new.
//!
//! On a plan without the latest prices of all exchanges, the last minutes come from one exchange until all of them are
//! told.

use std::cell::RefCell;

use pinewire_domain::{
    time::Timestamp,
    trading::{aggregate::Candle, order::MarketKind},
};
use pinewire_shared::{
    alpaca::market::{BarsCall, Failure, Feed},
    clock,
};

use pinewire_shared::trading::market_gate::{LiveQuestion, Subject};

use crate::gate::{Denied, Gate, Outcome};
use pinewire_domain::trading::bar_store::BarFile;

/// How old the minutes may be that are told again.
const FRESH_MS: i64 = 2_000;
/// What the vendor takes for recent, and a minute.
pub(crate) const RECENT_MS: i64 = 16 * 60_000;
/// How often all exchanges are asked again on a plan that has them late.
const LATE_FRESH_MS: i64 = 60_000;
/// Symbols that are remembered.
const MAX_SYMBOLS: usize = 300;

#[derive(Debug, Default)]
pub(crate) struct LiveBars(RefCell<Vec<(String, Live)>>);

#[derive(Debug, Clone, Default)]
struct Live {
    /// Where the day begins.
    from: Timestamp,
    /// Of all exchanges.
    bars: Vec<Candle>,
    /// Of one, behind those.
    tail: Vec<Candle>,
    /// By our clock.
    fetched_at: Timestamp,
    late_fetched_at: Timestamp,
}

impl Gate {
    /// The text of a [`BarFile`] whose `through` is the market's time.
    pub(crate) async fn live(&self, question: LiveQuestion) -> Outcome {
        let LiveQuestion { subject, from } = question;
        let key = subject.symbol.to_string();
        let known = self.memory.live.get(&key);
        let known = known.filter(|live| live.from == from);
        if known.is_none() && subject.market == MarketKind::Stocks {
            self.look_for_a_split(&subject, from).await?;
        }
        let mut live = known.unwrap_or_else(|| Live {
            from,
            ..Live::default()
        });
        let now = self.market_now().await?;
        if clock::now().millis_since(live.fetched_at) >= FRESH_MS {
            match self.refresh(&subject, &mut live, now).await {
                Ok(()) => self.memory.live.keep(key, live.clone()),
                // Minutes that are a little old are better than none.
                Err(_) if live.fetched_at > Timestamp::EPOCH => {}
                Err(denied) => return Err(denied),
            }
        }
        let mut candles = live.bars;
        candles.append(&mut live.tail);
        Ok(BarFile {
            through: now,
            candles,
        }
        .to_text()
        .into())
    }

    async fn refresh(&self, subject: &Subject, live: &mut Live, now: Timestamp) -> Result<(), Denied> {
        let ahead = now.plus_millis(60_000);
        if subject.market == MarketKind::Crypto || self.has_recent_sip() {
            let from = next(&live.bars, live.from);
            match self.minutes(subject, from, ahead, Feed::Sip).await? {
                Some(fresh) => {
                    merge(&mut live.bars, fresh);
                    live.tail.clear();
                    live.fetched_at = clock::now();
                    return Ok(());
                }
                None => self.lacks_recent_sip(),
            }
        }
        let told = now.plus_millis(-RECENT_MS);
        if clock::now().millis_since(live.late_fetched_at) >= LATE_FRESH_MS && live.from < told {
            let from = next(&live.bars, live.from);
            let fresh = self.minutes(subject, from, told, Feed::Sip).await?;
            merge(&mut live.bars, fresh.unwrap_or_default());
            live.late_fetched_at = clock::now();
        }
        let from = live
            .bars
            .last()
            .map_or(live.from, |bar| bar.time.plus_millis(60_000));
        let tail = self.minutes(subject, from, ahead, Feed::Iex).await?;
        live.tail = tail.unwrap_or_default();
        live.fetched_at = clock::now();
        Ok(())
    }

    /// `None` if the plan does not include them.
    async fn minutes(
        &self,
        subject: &Subject,
        from: Timestamp,
        to: Timestamp,
        feed: Feed,
    ) -> Result<Option<Vec<Candle>>, Denied> {
        let call = BarsCall {
            symbol: &subject.alpaca,
            market: subject.market,
            timeframe: "1Min",
            from,
            to,
            feed,
        };
        self.call(async |vendor| match vendor.bars(call).await {
            Ok(bars) => Ok(Some(bars)),
            Err(Failure::NotInPlan) => Ok(None),
            Err(failure) => Err(failure),
        })
        .await
    }
}

impl LiveBars {
    fn get(&self, key: &str) -> Option<Live> {
        let all = self.0.borrow();
        let found = all.iter().find(|(of, _)| of == key);
        found.map(|(_, live)| live.clone())
    }

    /// The symbol that was asked for last is at the end; who was not asked for in longest goes.
    fn keep(&self, key: String, live: Live) {
        let mut all = self.0.borrow_mut();
        all.retain(|(of, _)| *of != key);
        if all.len() >= MAX_SYMBOLS {
            all.remove(0);
        }
        all.push((key, live));
    }
}

/// The last minute may still grow: it is asked for again.
fn next(bars: &[Candle], from: Timestamp) -> Timestamp {
    bars.last().map_or(from, |bar| bar.time)
}

/// Fresh bars, in place of those from their first on.
fn merge(bars: &mut Vec<Candle>, mut fresh: Vec<Candle>) {
    if let Some(first) = fresh.first() {
        let kept = bars.partition_point(|bar| bar.time < first.time);
        bars.truncate(kept);
    }
    bars.append(&mut fresh);
}

#[cfg(test)]
mod tests {
    use pinewire_domain::decimal::Decimal;

    use super::*;

    fn bars(minutes: &[i64], price: i64) -> Vec<Candle> {
        let price = Decimal::from(price);
        let bar = |minute: &i64| Candle {
            time: Timestamp::from_millis(minute * 60_000),
            open: price,
            high: price,
            low: price,
            close: price,
            volume: price,
        };
        minutes.iter().map(bar).collect()
    }

    #[test]
    fn a_minute_that_grew_takes_the_place_of_what_it_was() {
        let mut known = bars(&[1, 2, 3], 10);
        merge(&mut known, bars(&[3, 4], 11));
        assert_eq!(known, [bars(&[1, 2], 10), bars(&[3, 4], 11)].concat());
        merge(&mut known, Vec::new());
        assert_eq!(known.len(), 4);
    }
}
