//! Filling orders: at the present price, and by the bars since the last look.

use super::path;
use super::{News, PaperOrder, Tape, Venue};
use crate::decimal::Decimal;
use crate::symbol::Symbol;
use crate::time::Timestamp;
use crate::trading::aggregate::Candle;
use crate::trading::execution::VenueExecution;
use crate::trading::order::{MarketKind, OrderClass, OrderType, Side, VenueStatus};

/// Of what is traded in a bar, a resting order gets one part in so many.
const SHARE_OF_VOLUME: i64 = 10;
/// What coins cost, in hundredths of a percent of their price.
const CRYPTO_FEE_E4: i64 = 25;
/// Decimals of a fee.
const FEE_DECIMALS: u32 = 6;
/// Decimals of a quantity.
const QUANTITY_DECIMALS: u32 = 9;

impl Venue {
    /// Looks at the present: ends what has run out, opens what waited for the session, fills what can be filled.
    pub fn look(&mut self, tape: &Tape, now: Timestamp) {
        self.learn(tape);
        for id in self.ids_of(&tape.symbol) {
            let Some(held) = self.orders.get(&id).filter(|held| !held.is_over()) else {
                continue;
            };
            let has_run_out = held.until.is_some_and(|until| tape.at >= until);
            if has_run_out {
                self.end(&id, "expired", now);
            } else if tape.is_open && held.order.status.as_str() == "accepted" {
                self.set(&id, "new", now);
            }
        }
        if !tape.is_open {
            return;
        }
        // A fill may wake a target or stop that the market has reached already.
        for _ in 0..2 {
            for id in self.ids_of(&tape.symbol) {
                let price = self
                    .orders
                    .get(&id)
                    .filter(|held| held.is_live())
                    .and_then(|held| present_price(held, tape));
                if let Some(price) = price {
                    self.fill(&id, None, price, tape.at, now);
                }
            }
            self.trigger(tape);
        }
    }

    /// Goes through bars that are over, the oldest first.
    pub fn advance(&mut self, symbol: &Symbol, bars: &[Candle], bar_ms: i64, now: Timestamp) {
        for bar in bars {
            self.bar(symbol, bar, now);
            let next = bar.time.plus_millis(bar_ms);
            for id in self.ids_of(symbol) {
                self.change(&id, |held| held.since = held.since.max(next));
            }
            self.core.prices.insert(symbol.clone(), bar.close);
        }
    }

    fn bar(&mut self, symbol: &Symbol, bar: &Candle, now: Timestamp) {
        let mut left = bar
            .volume
            .checked_div(Decimal::from(SHARE_OF_VOLUME))
            .unwrap_or_default();
        let [mut at, turns @ ..] = path::turns(bar);
        for to in turns {
            let mut done: Vec<String> = Vec::new();
            // The order that the price comes to first, again and again: a fill may wake others.
            while let Some((id, price)) = self.first_reached(symbol, bar.time, at, to, &done) {
                at = price;
                let filled = self.fill(&id, Some(left), price, bar.time, now);
                left = left.saturating_sub(filled);
                done.push(id);
            }
            at = to;
        }
    }

    /// The order that a price on its way comes to first.
    fn first_reached(
        &self,
        symbol: &Symbol,
        bar_begins: Timestamp,
        from: Decimal,
        to: Decimal,
        done: &[String],
    ) -> Option<(String, Decimal)> {
        let mut first: Option<(String, Decimal)> = None;
        for held in self.orders.values() {
            let order = &held.order;
            if order.symbol != *symbol
                || !held.is_live()
                || held.since > bar_begins
                || done.contains(&order.id)
            {
                continue;
            }
            let Some(price) = price_on_the_way(held, from, to) else {
                continue;
            };
            let distance = |price: Decimal| price.saturating_sub(from).abs();
            if first
                .as_ref()
                .is_none_or(|(_, known)| distance(price) < distance(*known))
            {
                first = Some((order.id.clone(), price));
            }
        }
        first
    }

    /// Notes the stops of stop-limit orders that the present price has reached.
    fn trigger(&mut self, tape: &Tape) {
        let Some(last) = tape.last else {
            return;
        };
        for id in self.ids_of(&tape.symbol) {
            let is_reached = self
                .orders
                .get(&id)
                .is_some_and(|held| held.is_live() && !held.is_triggered && stop_is_reached(held, last));
            if is_reached {
                self.change(&id, |held| held.is_triggered = true);
            }
        }
    }

    pub(super) fn learn(&mut self, tape: &Tape) {
        if let Some(price) = tape.last.or(tape.bid).or(tape.ask) {
            self.core.prices.insert(tape.symbol.clone(), price);
        }
    }

    fn ids_of(&self, symbol: &Symbol) -> Vec<String> {
        self.orders
            .values()
            .filter(|held| held.order.symbol == *symbol && !held.is_over())
            .map(|held| held.order.id.clone())
            .collect()
    }

    /// Fills an order, as far as `left` units go; how many it was. An order that must not open a position is cut to what
    /// is held, and cancelled when that is nothing.
    fn fill(
        &mut self,
        id: &str,
        left: Option<Decimal>,
        price: Decimal,
        at: Timestamp,
        now: Timestamp,
    ) -> Decimal {
        let Some(held) = self.orders.get(id) else {
            return Decimal::ZERO;
        };
        let (symbol, side, market) = (held.order.symbol.clone(), held.order.side, held.market);
        let mut quantity = held.rest();
        if held.reduce_only {
            let position = self.position(&symbol);
            if Side::reducing(position) != Some(side) {
                self.end(id, "canceled", now);
                return Decimal::ZERO;
            }
            quantity = quantity.min(position.abs());
        }
        if let Some(left) = left {
            quantity = quantity.min(whole_lots(left, quantity, market));
        }
        if quantity <= Decimal::ZERO {
            return Decimal::ZERO;
        }
        let key = self.serial("fill");
        let Some(order) = self.change(id, |held| {
            held.value = held.value.saturating_add(quantity.saturating_mul(price));
            held.is_triggered = true;
            let order = &mut held.order;
            order.filled_quantity = order.filled_quantity.saturating_add(quantity);
            let average = held.value.checked_div(order.filled_quantity);
            order.filled_average_price = average.map(|price| price.round(9));
            order.updated_at = now;
            let is_whole = Some(order.filled_quantity) == order.quantity;
            order.status = VenueStatus::new(if is_whole { "filled" } else { "partially_filled" });
            order.clone()
        }) else {
            return Decimal::ZERO;
        };
        let fee = fee(market, quantity, price);
        let position = self.core.positions.or_default(symbol.clone());
        position.fill(side, quantity, price);
        let spent = side.signed(quantity).saturating_mul(price);
        self.core.cash = self.core.cash.saturating_sub(spent).saturating_sub(fee);
        let is_whole = order.status.is_over();
        self.news.push(News {
            execution: Some(VenueExecution {
                key,
                venue_order_id: order.id.clone(),
                symbol,
                side,
                quantity,
                price,
                fee,
                at,
            }),
            order,
        });
        if is_whole {
            self.filled(id, now);
        }
        quantity
    }

    /// What follows from an order that is filled whole: an entry wakes its target and stop, one of a pair ends the other.
    fn filled(&mut self, id: &str, now: Timestamp) {
        let is_entry = self
            .orders
            .get(id)
            .is_some_and(|held| matches!(held.class, OrderClass::Bracket | OrderClass::Oto));
        if !is_entry {
            self.end(id, "filled", now);
            return;
        }
        let legs: Vec<String> = self.legs_of(id).map(|leg| leg.order.id.clone()).collect();
        for leg in legs {
            self.set(&leg, "new", now);
        }
    }
}

/// What an order that can be filled now is filled at.
fn present_price(held: &PaperOrder, tape: &Tape) -> Option<Decimal> {
    let side = held.order.side;
    let price = tape.price(side)?;
    let is_within = held.order.limit_price.is_none_or(|limit| match side {
        Side::Buy => price <= limit,
        Side::Sell => price >= limit,
    });
    let is_awake = !held.order.kind.has_stop()
        || held.is_triggered
        || tape.last.is_some_and(|last| stop_is_reached(held, last));
    (is_within && is_awake).then_some(price)
}

fn stop_is_reached(held: &PaperOrder, last: Decimal) -> bool {
    held.order.stop_price.is_some_and(|stop| match held.order.side {
        Side::Buy => last >= stop,
        Side::Sell => last <= stop,
    })
}

/// What an order is filled at while the price goes from `from` to `to`.
fn price_on_the_way(held: &PaperOrder, from: Decimal, to: Decimal) -> Option<Decimal> {
    let order = &held.order;
    let buys = order.side == Side::Buy;
    let stop = order.stop_price.filter(|_| !held.is_triggered);
    match (order.kind, order.limit_price, stop) {
        // A stop that was reached before is a market order by now.
        (OrderType::Market, ..) | (OrderType::Stop, _, None) => Some(from),
        (OrderType::Limit, Some(limit), _) | (OrderType::StopLimit, Some(limit), None) => {
            path::reached(from, to, limit, !buys)
        }
        (OrderType::Stop, _, Some(stop)) => path::reached(from, to, stop, buys),
        (OrderType::StopLimit, Some(limit), Some(stop)) => {
            // From where the stop is reached on, it is a limit order.
            let begins = path::reached(from, to, stop, buys)?;
            path::reached(begins, to, limit, !buys)
        }
        _ => None,
    }
}

/// How much of an order can be filled from `left` units: a fraction of a share only where the order is for one.
fn whole_lots(left: Decimal, wanted: Decimal, market: MarketKind) -> Decimal {
    let is_fraction = market == MarketKind::Crypto || !wanted.is_multiple_of(Decimal::from(1));
    left.truncate(if is_fraction { QUANTITY_DECIMALS } else { 0 })
}

fn fee(market: MarketKind, quantity: Decimal, price: Decimal) -> Decimal {
    match market {
        MarketKind::Stocks => Decimal::ZERO,
        MarketKind::Crypto => quantity
            .saturating_mul(price)
            .saturating_mul(Decimal::from_e4(CRYPTO_FEE_E4))
            .round(FEE_DECIMALS),
    }
}
