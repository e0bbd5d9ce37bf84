//! The way of a price through a bar.

use crate::decimal::Decimal;
use crate::trading::aggregate::Candle;

/// The prices that a bar's path turns at: from the open to the nearer of high and low, on to the other, to the close.
pub fn turns(bar: &Candle) -> [Decimal; 4] {
    let up = bar.high.saturating_sub(bar.open);
    let down = bar.open.saturating_sub(bar.low);
    if up < down {
        [bar.open, bar.high, bar.low, bar.close]
    } else {
        [bar.open, bar.low, bar.high, bar.close]
    }
}

/// Where on the way from `from` to `to` the price first is at `at` or beyond it, seen from below (`rising`) or from above;
/// `from` itself if it is there already.
pub fn reached(from: Decimal, to: Decimal, at: Decimal, rising: bool) -> Option<Decimal> {
    let is_beyond = |price: Decimal| if rising { price >= at } else { price <= at };
    if is_beyond(from) {
        Some(from)
    } else if is_beyond(to) {
        Some(at)
    } else {
        None
    }
}
