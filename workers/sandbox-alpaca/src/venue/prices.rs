//! What things cost: the made-up prices of `pinewire_domain::bars`, or those that a test has set.

use pinewire_domain::{
    bars::Series,
    decimal::Decimal,
    time::Timestamp,
    timeframe::{Timeframe, Unit},
};

use super::asset::Asset;

const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60 * SECOND_MS;

/// Prices and volume of a span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Candle {
    pub(crate) open: Decimal,
    pub(crate) high: Decimal,
    pub(crate) low: Decimal,
    pub(crate) close: Decimal,
    pub(crate) volume: Decimal,
}

/// A price that was set, from a time on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) at: Timestamp,
    pub(crate) price: Decimal,
}

/// The prices of a symbol that were set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Set {
    pub(crate) symbol: String,
    /// Never empty; sorted by time.
    pub(crate) points: Vec<Point>,
    /// What can be traded in a second; `None` for any quantity.
    pub(crate) per_second: Option<Decimal>,
}

impl Set {
    /// Prices from `first` on; `rest` in any order.
    pub(crate) fn new(asset: &Asset, first: Point, rest: Vec<Point>, per_second: Option<Decimal>) -> Self {
        let mut points = vec![first];
        for point in rest {
            let place = points.partition_point(|other| other.at <= point.at);
            points.insert(place, point);
        }
        Self {
            symbol: asset.symbol.to_owned(),
            points,
            per_second,
        }
    }

    /// The price at a time, if it was set by then.
    fn at(&self, at: Timestamp) -> Option<Decimal> {
        let next = self.points.partition_point(|point| point.at <= at);
        self.points.get(next.checked_sub(1)?).map(|point| point.price)
    }
}

/// All prices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Prices(pub(crate) Vec<Set>);

impl Prices {
    /// Sets the prices of a symbol.
    pub(crate) fn set(&mut self, set: Set) {
        self.0.retain(|other| other.symbol != set.symbol);
        self.0.push(set);
    }

    /// Back to the made-up prices, of one symbol or of all.
    pub(crate) fn clear(&mut self, asset: Option<&Asset>) {
        self.0
            .retain(|set| asset.is_some_and(|asset| asset.symbol != set.symbol));
    }

    fn of(&self, asset: &Asset) -> Option<&Set> {
        self.0.iter().find(|set| set.symbol == asset.symbol)
    }

    /// Whether a test has set what it costs at a time.
    pub(crate) fn is_set(&self, asset: &Asset, at: Timestamp) -> bool {
        self.of(asset).is_some_and(|set| set.at(at).is_some())
    }

    /// The price at a time.
    pub(crate) fn at(&self, asset: &Asset, at: Timestamp) -> Decimal {
        let set = self.of(asset).and_then(|set| set.at(at));
        set.unwrap_or_else(|| made_up(asset, at, at).open)
    }

    /// What it cost until a time: where the price of that time came from. One that was set just then has come already.
    pub(crate) fn until(&self, asset: &Asset, at: Timestamp) -> Decimal {
        let before = at.plus_millis(-1);
        let was_set_then = self.is_set(asset, at) && !self.is_set(asset, before);
        self.at(asset, if was_set_then { at } else { before })
    }

    /// The prices from `from` to before `to`, at least a second.
    pub(crate) fn candle(&self, asset: &Asset, from: Timestamp, to: Timestamp) -> Candle {
        let Some(set) = self.of(asset) else {
            return made_up(asset, from, to);
        };
        let begins = set.points.first().map_or(Timestamp::MAX, |point| point.at);
        if to <= begins {
            return made_up(asset, from, to);
        }
        let mut candle = match set.at(from) {
            Some(price) => flat(price),
            None => made_up(asset, from, begins),
        };
        for point in set.points.iter().filter(|point| from < point.at && point.at < to) {
            candle.high = candle.high.max(point.price);
            candle.low = candle.low.min(point.price);
            candle.close = point.price;
        }
        // Where prices are set, as much is traded as with made-up ones.
        candle.volume = made_up(asset, from, to).volume;
        candle
    }

    /// The prices that follow each other in the second from `from` on.
    pub(crate) fn path(&self, asset: &Asset, from: Timestamp) -> Vec<Decimal> {
        let to = from.plus_millis(SECOND_MS);
        if let Some(set) = self.of(asset)
            && let Some(first) = set.at(from)
        {
            let within = set.points.iter().filter(|point| from < point.at && point.at < to);
            return core::iter::once(first)
                .chain(within.map(|point| point.price))
                .collect();
        }
        let Candle {
            open,
            high,
            low,
            close,
            ..
        } = self.candle(asset, from, to);
        // Whichever end is nearer comes first.
        if high.saturating_sub(open) < open.saturating_sub(low) {
            vec![open, high, low, close]
        } else {
            vec![open, low, high, close]
        }
    }

    /// What can be traded in the second from `from` on; `None` for any quantity.
    pub(crate) fn liquidity(&self, asset: &Asset, from: Timestamp) -> Option<Decimal> {
        if let Some(set) = self.of(asset)
            && set.at(from).is_some()
        {
            return set.per_second;
        }
        let minute = from.plus_millis(-from.as_millis().rem_euclid(MINUTE_MS));
        let volume = made_up(asset, minute, minute.plus_millis(MINUTE_MS)).volume;
        let tenth = volume.checked_div(Decimal::from(10)).unwrap_or_default();
        Some(tenth.truncate(0).max(Decimal::from(1)))
    }
}

fn flat(price: Decimal) -> Candle {
    Candle {
        open: price,
        high: price,
        low: price,
        close: price,
        volume: Decimal::ZERO,
    }
}

fn made_up(asset: &Asset, from: Timestamp, to: Timestamp) -> Candle {
    let series = asset
        .priced_as()
        .zip(Timeframe::new(1, Unit::Minute))
        .and_then(|(symbol, timeframe)| Series::new(&symbol, timeframe));
    // Every asset has a series: their names are constants.
    series.map_or_else(
        || flat(Decimal::from(100)),
        |series| {
            let bar = series.between(from, to);
            Candle {
                open: bar.open,
                high: bar.high,
                low: bar.low,
                close: bar.close,
                volume: Decimal::from(i64::try_from(bar.volume).unwrap_or(i64::MAX)),
            }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::venue::asset::ASSETS;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    fn number(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn apple() -> &'static Asset {
        Asset::find("AAPL").unwrap()
    }

    #[test]
    fn every_asset_has_moving_prices_of_its_own_ticks() {
        for asset in ASSETS {
            let prices = Prices::default();
            let day = prices.candle(asset, at("2026-07-06T13:30:00Z"), at("2026-07-06T20:00:00Z"));
            assert!(day.low < day.high, "{}", asset.symbol);
            for price in [day.open, day.high, day.low, day.close] {
                assert!(price.is_multiple_of(asset.tick()), "{} {price}", asset.symbol);
            }
        }
    }

    #[test]
    fn a_path_stays_within_its_candle_and_reaches_its_ends() {
        let prices = Prices::default();
        let start = at("2026-07-06T15:00:00Z");
        for second in 0..120 {
            let from = start.plus_seconds(second);
            let candle = prices.candle(apple(), from, from.plus_seconds(1));
            let path = prices.path(apple(), from);
            assert_eq!(path.iter().max(), Some(&candle.high));
            assert_eq!(path.iter().min(), Some(&candle.low));
            assert_eq!((path[0], path[3]), (candle.open, candle.close));
        }
    }

    #[test]
    fn set_prices_take_the_place_of_made_up_ones_from_their_time_on() {
        let start = at("2026-07-06T15:00:00Z");
        let mut prices = Prices::default();
        let before = prices.at(apple(), start.plus_seconds(-1));
        let point = |seconds, price| Point {
            at: start.plus_seconds(seconds),
            price: number(price),
        };
        let rest = vec![point(20, "99"), point(10, "101.5")];
        prices.set(Set::new(apple(), point(0, "100"), rest, Some(number("5"))));
        assert_eq!(prices.at(apple(), start.plus_seconds(-1)), before);
        for (seconds, price) in [(0, "100"), (9, "100"), (10, "101.5"), (3600, "99")] {
            assert_eq!(prices.at(apple(), start.plus_seconds(seconds)), number(price));
        }
        let candle = prices.candle(apple(), start, start.plus_seconds(60));
        assert_eq!(
            (candle.open, candle.high, candle.low, candle.close),
            (number("100"), number("101.5"), number("99"), number("99"))
        );
        assert_eq!(prices.path(apple(), start.plus_seconds(10)), [number("101.5")]);
        assert_eq!(prices.liquidity(apple(), start), Some(number("5")));
        prices.clear(Some(apple()));
        assert_eq!(prices, Prices::default());
    }
}
