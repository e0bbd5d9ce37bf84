//! What prices do to orders: trigger, fill, end them, and what that does to those that belong to them.

use pinewire_domain::{
    decimal::Decimal,
    time::Timestamp,
    trading::order::{OrderClass, Side, TimeInForce},
};

use super::{
    account::Account,
    order::{Fill, Kind, Order, Status},
    prices::Prices,
    update::Event,
};

/// How a price comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// The market opens, or an order arrives: whoever is willing trades at this price.
    Meeting,
    /// It moved there from another: orders that waited for it on the way are filled at their limits. Those that could
    /// have traded where it came from, and are still there for want of others, trade at the price itself.
    Movement {
        /// Where it came from.
        from: Decimal,
    },
}

/// What can be traded, at which price, when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tick {
    pub(crate) at: Timestamp,
    pub(crate) price: Decimal,
    pub(crate) moment: Moment,
    /// `None` for any quantity.
    pub(crate) left: Option<Decimal>,
}

/// An order has just got into the market.
pub(crate) fn arrive(account: &mut Account, id: &str, prices: &Prices, now: Timestamp) {
    let Some(order) = account.order(id) else {
        return;
    };
    let Some(asset) = order.asset() else {
        return;
    };
    let duration = order.duration;
    let mut tick = Tick {
        at: now,
        price: prices.at(asset, now),
        moment: Moment::Meeting,
        left: prices.liquidity(asset, now),
    };
    if !matches!(duration, TimeInForce::Opg | TimeInForce::Cls) {
        meet(account, id, &mut tick);
    }
    if matches!(duration, TimeInForce::Ioc | TimeInForce::Fok) {
        end(account, id, Status::Canceled, now);
    }
}

/// A price comes to an order that takes part in trading.
pub(crate) fn meet(account: &mut Account, id: &str, tick: &mut Tick) {
    if account.order(id).is_none_or(|order| !order.is_live()) {
        return;
    }
    let mut moment = tick.moment;
    if waits(account, id, tick.price) {
        if !is_reached(account, id, tick) {
            return;
        }
        moment = Moment::Meeting;
        account.change(id, tick.at, |order| order.is_triggered = true);
        if account
            .order(id)
            .is_some_and(|order| order.status == Status::Held)
        {
            account.change(id, tick.at, |order| order.status = Status::New);
            account.tell(id, Event::New, tick.at);
        }
    }
    let Some(order) = account.order(id) else {
        return;
    };
    let price = match order.limit_price.filter(|_| order.kind.has_limit()) {
        Some(limit) if !order.is_as_good(tick.price, limit) => return,
        Some(limit) if matches!(moment, Moment::Movement { from } if !order.is_as_good(from, limit)) => limit,
        _ => tick.price,
    };
    let rest = order.rest(price);
    let qty = tick.left.map_or(rest, |left| rest.min(left));
    if qty <= Decimal::ZERO || (order.duration == TimeInForce::Fok && qty < rest) {
        return;
    }
    tick.left = tick.left.map(|left| left.saturating_sub(qty));
    fill(account, id, qty, price, tick.at);
}

/// Whether it waits for a price; the water mark of a trailing stop follows the market.
fn waits(account: &mut Account, id: &str, price: Decimal) -> bool {
    let Some(order) = account.order(id) else {
        return false;
    };
    if !order.kind.waits() || order.is_triggered {
        return false;
    }
    if order.kind == Kind::TrailingStop {
        let better = order.water_mark.is_none_or(|mark| match order.side {
            Side::Sell => price > mark,
            Side::Buy => price < mark,
        });
        if better {
            let at = order.updated_at;
            account.change(id, at, |order| order.water_mark = Some(price));
        }
    }
    true
}

fn is_reached(account: &Account, id: &str, tick: &Tick) -> bool {
    let Some((order, trigger)) = account
        .order(id)
        .and_then(|order| Some((order, order.trigger()?)))
    else {
        return false;
    };
    match order.side {
        Side::Buy => tick.price >= trigger,
        Side::Sell => tick.price <= trigger,
    }
}

/// Whether prices between `low` and `high` can do anything to an order.
pub(crate) fn is_touched(order: &Order, low: Decimal, high: Decimal) -> bool {
    if !order.is_live() {
        return false;
    }
    if order.kind.waits() && !order.is_triggered {
        let moves_mark = order.kind == Kind::TrailingStop
            && order.water_mark.is_none_or(|mark| match order.side {
                Side::Sell => high > mark,
                Side::Buy => low < mark,
            });
        return moves_mark
            || order.trigger().is_some_and(|trigger| match order.side {
                Side::Buy => high >= trigger,
                Side::Sell => low <= trigger,
            });
    }
    match (order.limit_price.filter(|_| order.kind.has_limit()), order.side) {
        (None, _) => true,
        (Some(limit), Side::Buy) => low <= limit,
        (Some(limit), Side::Sell) => high >= limit,
    }
}

/// So much of an order is filled.
pub(crate) fn fill(account: &mut Account, id: &str, qty: Decimal, price: Decimal, now: Timestamp) {
    let Some(order) = account.order(id) else {
        return;
    };
    let (symbol, side) = (order.symbol.clone(), order.side);
    account.settle(&symbol, side, qty, price);
    account.change(id, now, |order| {
        order.filled_qty = order.filled_qty.saturating_add(qty);
        order.filled_value = order.filled_value.saturating_add(qty.saturating_mul(price));
        if order.rest(price).is_zero() {
            order.status = Status::Filled;
            order.ended_at = Some(now);
        } else if !matches!(order.status, Status::PendingCancel) {
            order.status = Status::PartiallyFilled;
        }
    });
    let fill_id = account.new_id();
    let Some(order) = account.order(id) else {
        return;
    };
    let fill = Fill {
        id: fill_id,
        seq: u64::try_from(account.fills.len()).unwrap_or(u64::MAX),
        order_id: id.to_owned(),
        symbol: symbol.clone(),
        side,
        at: now,
        qty,
        price,
        cumulative: order.filled_qty,
        leaves: order.rest(price),
        position: account.held(&symbol),
    };
    let is_whole = order.status == Status::Filled;
    account.fills.push(fill.clone());
    let event = if is_whole { Event::Fill } else { Event::PartialFill };
    account.tell_fill(id, event, now, Some(fill));
    if is_whole {
        after_whole_fill(account, id, now);
    } else {
        shrink_rival(account, id, now);
    }
}

/// Ends an order that was not filled as a whole, and those that cannot live without it.
pub(crate) fn end(account: &mut Account, id: &str, status: Status, now: Timestamp) {
    if account.order(id).is_none_or(|order| !order.is_open()) {
        return;
    }
    account.change(id, now, |order| {
        order.status = status;
        order.ended_at = Some(now);
        order.is_stuck = false;
    });
    let event = match status {
        Status::Expired => Event::Expired,
        Status::Rejected => Event::Rejected,
        _ => Event::Canceled,
    };
    account.tell(id, event, now);
    for other in rivals(account, id) {
        end(account, &other, Status::Canceled, now);
    }
    let waiting: Vec<String> = account.legs(id).map(|leg| leg.id.clone()).collect();
    for leg in waiting {
        end(account, &leg, Status::Canceled, now);
    }
}

/// Orders of which one ends with the other: the target and the stop of an entry, the two of an OCO pair.
fn rivals(account: &Account, id: &str) -> Vec<String> {
    let Some(order) = account.order(id) else {
        return Vec::new();
    };
    let parent = order.parent.as_deref();
    let others = account.orders.iter().filter(|other| {
        let is_sibling = parent.is_some() && other.parent.as_deref() == parent;
        let is_oco_partner = order.class == OrderClass::Oco
            && (parent == Some(other.id.as_str()) || other.parent.as_deref() == Some(id));
        (is_sibling || is_oco_partner) && other.id != id && other.is_open()
    });
    others.map(|other| other.id.clone()).collect()
}

fn after_whole_fill(account: &mut Account, id: &str, now: Timestamp) {
    for other in rivals(account, id) {
        end(account, &other, Status::Canceled, now);
    }
    let waiting: Vec<String> = account
        .legs(id)
        .filter(|leg| leg.status == Status::Held)
        .map(|leg| leg.id.clone())
        .collect();
    for leg in waiting {
        account.change(&leg, now, |leg| leg.status = Status::New);
        account.tell(&leg, Event::New, now);
    }
}

/// What a target or stop has got, the other need not get any more.
fn shrink_rival(account: &mut Account, id: &str, now: Timestamp) {
    let Some(rest) = account
        .order(id)
        .and_then(|order| Some(order.qty?.saturating_sub(order.filled_qty)))
    else {
        return;
    };
    for other in rivals(account, id) {
        account.change(&other, now, |other| {
            other.qty = Some(other.filled_qty.saturating_add(rest));
        });
        account.tell(&other, Event::Restated, now);
    }
}
