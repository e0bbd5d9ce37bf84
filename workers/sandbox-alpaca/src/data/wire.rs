//! How prices are written: numbers, under one letter.

use pinewire_domain::{decimal::Decimal, time::Timestamp, trading::wire_number::WireNumber};
use serde::Serialize;

use crate::venue::{asset::Asset, prices::Candle};

/// A bar.
#[derive(Debug, Clone, Serialize)]
pub(super) struct BarWire {
    pub(super) t: Timestamp,
    o: WireNumber,
    h: WireNumber,
    l: WireNumber,
    c: WireNumber,
    v: WireNumber,
    n: WireNumber,
    vw: WireNumber,
}

impl BarWire {
    pub(super) fn of(dated: Timestamp, candle: &Candle) -> Self {
        // Nobody knows the trades: their number and average are plausible ones.
        let sum = candle
            .high
            .saturating_add(candle.low)
            .saturating_add(candle.close);
        let average = sum.checked_div(Decimal::from(3)).unwrap_or_default().round(6);
        let trades = candle
            .volume
            .checked_div(Decimal::from(100))
            .unwrap_or_default()
            .truncate(0);
        Self {
            t: dated,
            o: candle.open.into(),
            h: candle.high.into(),
            l: candle.low.into(),
            c: candle.close.into(),
            v: candle.volume.into(),
            n: trades.max(Decimal::from(1)).into(),
            vw: average.into(),
        }
    }
}

/// The best prices that are bid and asked.
#[derive(Debug, Serialize)]
pub(super) struct QuoteWire {
    t: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    ax: Option<&'static str>,
    ap: WireNumber,
    r#as: WireNumber,
    #[serde(skip_serializing_if = "Option::is_none")]
    bx: Option<&'static str>,
    bp: WireNumber,
    bs: WireNumber,
    #[serde(skip_serializing_if = "Option::is_none")]
    c: Option<[&'static str; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    z: Option<&'static str>,
}

impl QuoteWire {
    /// A tick around the price.
    pub(super) fn of(asset: &Asset, at: Timestamp, price: Decimal) -> Self {
        let is_stock = !asset.is_crypto();
        let size = Decimal::from(if is_stock { 3 } else { 1 });
        Self {
            t: at,
            ax: is_stock.then_some("V"),
            ap: price.saturating_add(asset.tick()).into(),
            r#as: size.into(),
            bx: is_stock.then_some("V"),
            bp: price.saturating_sub(asset.tick()).into(),
            bs: size.into(),
            c: is_stock.then_some(["R"]),
            z: is_stock.then_some("C"),
        }
    }
}

/// The last trade.
#[derive(Debug, Serialize)]
pub(super) struct TradeWire {
    t: Timestamp,
    p: WireNumber,
    s: WireNumber,
    i: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    c: Option<[&'static str; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    z: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tks: Option<&'static str>,
}

impl TradeWire {
    pub(super) fn of(asset: &Asset, at: Timestamp, price: Decimal) -> Self {
        let is_stock = !asset.is_crypto();
        Self {
            t: at,
            p: price.into(),
            s: Decimal::from(1).into(),
            i: at.as_millis(),
            x: is_stock.then_some("V"),
            c: is_stock.then_some(["@"]),
            z: is_stock.then_some("C"),
            tks: (!is_stock).then_some("B"),
        }
    }
}
