//! How prices are written: numbers, under one letter.

use pinewire_domain::{decimal::Decimal, time::Timestamp};
use serde_json::Value;

use crate::{
    json::Object,
    venue::{asset::Asset, prices::Candle},
};

/// A bar.
pub(super) fn bar(dated: Timestamp, candle: &Candle) -> Value {
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
    Object::new()
        .time("t", dated)
        .number("o", candle.open)
        .number("h", candle.high)
        .number("l", candle.low)
        .number("c", candle.close)
        .number("v", candle.volume)
        .number("n", trades.max(Decimal::from(1)))
        .number("vw", average)
        .build()
}

/// The best prices that are bid and asked: a tick around the price.
pub(super) fn quote(asset: &Asset, at: Timestamp, price: Decimal) -> Value {
    let size = Decimal::from(if asset.is_crypto() { 1 } else { 3 });
    let quote = Object::new()
        .time("t", at)
        .number("ap", price.saturating_add(asset.tick()))
        .number("as", size)
        .number("bp", price.saturating_sub(asset.tick()))
        .number("bs", size);
    if asset.is_crypto() {
        return quote.build();
    }
    quote
        .text("ax", "V")
        .text("bx", "V")
        .value("c", Value::Array(vec!["R".into()]))
        .text("z", "C")
        .build()
}

/// The last trade.
pub(super) fn trade(asset: &Asset, at: Timestamp, price: Decimal) -> Value {
    let trade = Object::new()
        .time("t", at)
        .number("p", price)
        .integer("s", 1)
        .integer("i", at.as_millis());
    if asset.is_crypto() {
        return trade.text("tks", "B").build();
    }
    trade
        .text("x", "V")
        .value("c", Value::Array(vec!["@".into()]))
        .text("z", "C")
        .build()
}
