//! Bars that no longer change: fetched once, kept in R2 for everyone. A chunk whose time is not over is fetched as far as
//! it has settled, and later only what is new.

use pinewire_domain::{
    decimal::Decimal,
    time::{DAY_MS, Timestamp},
    trading::{
        aggregate::{Candle, aggregate},
        order::MarketKind,
        session::Hours,
    },
};
use pinewire_shared::{
    alpaca::market::{BarsCall, Feed},
    log, params, sql,
};

use pinewire_shared::trading::market_gate::{ChunkQuestion, Subject};

use crate::gate::{Denied, Gate, Outcome, broken, denied};
use crate::live::RECENT_MS;
use pinewire_domain::trading::bar_store::{BarFile, Base, Chunk};

sql! {
    /// ?1 symbol, ?2 the epoch that is over.
    system NEXT_EPOCH = "UPDATE instruments SET bars_epoch = bars_epoch + 1 WHERE symbol = ?1 AND bars_epoch = ?2";
}

impl Gate {
    /// The text of a [`BarFile`].
    pub(crate) async fn chunk(&self, question: ChunkQuestion) -> Outcome {
        let base = Base::parse(&question.base).ok_or_else(|| broken("no such base"))?;
        let chunk = Chunk::around(base, question.within);
        let through = question.through.min(chunk.end);
        let mut subject = question.subject;
        let (mut file, text) = self.kept(&subject, chunk).await?;
        if file.through >= through {
            return Ok(text.into());
        }
        let last = file.candles.last().copied();
        let overlap = last.filter(|_| subject.market == MarketKind::Stocks);
        let from = overlap.map_or(file.through, |bar| bar.time);
        let mut fresh = self.fetch(&subject, base, from, through).await?;
        if overlap.is_some_and(|known| is_split(&known, fresh.first())) {
            self.begin_epoch(&mut subject).await?;
            file.candles.clear();
            fresh = self.fetch(&subject, base, chunk.start, through).await?;
        } else if overlap.is_some() {
            // The vendor's later word on the last bar counts.
            file.candles.pop();
        }
        file.candles.append(&mut fresh);
        file.through = through;
        let text = file.to_text();
        let key = subject.key(base.as_str(), &chunk.name());
        let bucket = self.cx.bars().map_err(denied)?;
        bucket
            .put(&key, "text/csv", text.clone().into_bytes())
            .await
            .map_err(denied)?;
        Ok(text.into())
    }

    /// Asks for the last day that is kept once more, when a day begins: that is when splits take effect.
    pub(crate) async fn look_for_a_split(&self, subject: &Subject, day: Timestamp) -> Result<(), Denied> {
        let chunk = Chunk::around(Base::Day, day.plus_millis(-1));
        let (file, _) = self.kept(subject, chunk).await?;
        let Some(known) = file.candles.last() else {
            return Ok(());
        };
        let fresh = self
            .fetch(subject, Base::Day, known.time, known.time.plus_millis(DAY_MS))
            .await?;
        if is_split(known, fresh.first()) {
            self.begin_epoch(&mut subject.clone()).await?;
        }
        Ok(())
    }

    /// What is kept of a chunk; an empty file if nothing is.
    async fn kept(&self, subject: &Subject, chunk: Chunk) -> Result<(BarFile, String), Denied> {
        let key = subject.key(chunk.base.as_str(), &chunk.name());
        let found = self.cx.bars().map_err(denied)?.get(&key).await.map_err(denied)?;
        let text = found.and_then(|file| String::from_utf8(file.bytes).ok());
        let parsed = text.and_then(|text| BarFile::parse(&text).map(|file| (file, text)));
        Ok(parsed.unwrap_or_else(|| {
            let empty = BarFile {
                through: chunk.start,
                candles: Vec::new(),
            };
            (empty, String::new())
        }))
    }

    /// Bars that have settled, from the vendor.
    async fn fetch(
        &self,
        subject: &Subject,
        base: Base,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Candle>, Denied> {
        // What has settled is older, but the end of its day may lie ahead.
        let to = to.min(self.market_now().await?.plus_millis(-RECENT_MS));
        if to <= from {
            return Ok(Vec::new());
        }
        let call = BarsCall {
            symbol: &subject.alpaca,
            market: subject.market,
            timeframe: base.vendors(subject.market),
            from,
            to,
            feed: Feed::Sip,
        };
        let candles = self.call(async |vendor| vendor.bars(call).await).await?;
        Ok(match (base, subject.market) {
            (Base::Day, MarketKind::Stocks) => candles.into_iter().map(dated).collect(),
            (Base::Day, MarketKind::Crypto) => {
                let day = "1D".parse().map_err(broken)?;
                aggregate(&candles, day, &Hours::Always)
            }
            _ => candles,
        })
    }

    /// A split changes all earlier prices: what is kept of them is worth nothing any more.
    async fn begin_epoch(&self, subject: &mut Subject) -> Result<(), Denied> {
        let db = self.cx.db().map_err(denied)?;
        let params = params![subject.symbol.to_string(), subject.epoch];
        db.system().run(&NEXT_EPOCH, params).await.map_err(denied)?;
        let fields = serde_json::json!({ "symbol": subject.symbol, "epoch": subject.epoch });
        log::warn(&self.cx, "bars_were_split", fields);
        subject.epoch += 1;
        Ok(())
    }
}

/// The vendor's daily bars begin at midnight in New York; ours at that day's midnight of UTC.
fn dated(candle: Candle) -> Candle {
    Candle {
        time: candle.time.start_of_day(),
        ..candle
    }
}

/// Whether the vendor now tells a bar's prices at another scale. Corrections are smaller, and hardly any split is.
fn is_split(known: &Candle, fresh: Option<&Candle>) -> bool {
    let Some(fresh) = fresh.filter(|fresh| fresh.time == known.time) else {
        return false;
    };
    let ratio = fresh.close.checked_div(known.close).unwrap_or(Decimal::from(1));
    let limit = |percent: i64| Decimal::from_parts(percent.into(), 2).unwrap_or_default();
    ratio > limit(115) || ratio < limit(87)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(close: &str) -> Candle {
        let price = Decimal::parse(close).unwrap();
        Candle {
            time: Timestamp::EPOCH,
            open: price,
            high: price,
            low: price,
            close: price,
            volume: price,
        }
    }

    #[test]
    fn a_split_is_told_from_a_correction() {
        for (known, fresh, split) in [
            ("100", "50", true),
            ("100", "25", true),
            ("100", "1000", true),
            ("120", "100", true),
            ("100", "100.02", false),
            ("100", "100", false),
        ] {
            assert_eq!(is_split(&bar(known), Some(&bar(fresh))), split, "{known} {fresh}");
        }
        let other_day = Candle {
            time: Timestamp::from_millis(1),
            ..bar("50")
        };
        assert!(!is_split(&bar("100"), Some(&other_day)));
        assert!(!is_split(&bar("100"), None));
    }
}
