//! Time goes by: prices move second by second, markets open and close, and orders with them.
//!
//! Where no price can touch an order, hours are passed over at once.

use pinewire_domain::{decimal::Decimal, time::Timestamp, trading::order::TimeInForce};

use super::{
    account::Account,
    asset::Asset,
    calendar::{self, Bell, Phase},
    matching::{self, Moment, Tick},
    order::{Order, Status},
    prices::Prices,
    update::Event,
};

const SECOND_MS: i64 = 1_000;
/// Steps in which the path is looked at, the widest first.
const STEPS_MS: [i64; 3] = [3_600 * SECOND_MS, 60 * SECOND_MS, SECOND_MS];

/// Lets the time from `from` to `to` go by for an account. Only whole seconds count: the rest goes by with the next call,
/// which must begin where this one says that it ended.
pub(crate) fn pass(account: &mut Account, prices: &Prices, from: Timestamp, to: Timestamp) -> Timestamp {
    let mut at = from;
    while let Some((rings_at, bell)) = calendar::next_bell(at).filter(|(rings_at, _)| *rings_at <= to) {
        stretch(account, prices, at, rings_at);
        ring(account, prices, bell, rings_at);
        at = rings_at;
    }
    let end = to.plus_millis(-to.as_millis().rem_euclid(SECOND_MS));
    stretch(account, prices, at, end);
    at.max(end)
}

/// Whether an order takes part in trading while stocks are traded so.
fn takes_part(order: &Order, asset: &Asset, phase: Phase) -> bool {
    order.is_live()
        && (asset.is_crypto()
            || match phase {
                Phase::Regular => true,
                Phase::Extended => order.extended_hours,
                Phase::Closed => false,
            })
        && !matches!(order.duration, TimeInForce::Opg | TimeInForce::Cls)
}

/// Assets of which orders take part in trading.
fn traded(account: &Account, phase: Phase) -> Vec<&'static Asset> {
    let mut assets: Vec<&'static Asset> = Vec::new();
    for order in account.orders.iter().filter(|order| order.is_live()) {
        if let Some(asset) = order.asset()
            && takes_part(order, asset, phase)
            && !assets.contains(&asset)
        {
            assets.push(asset);
        }
    }
    assets
}

/// No bell rings within it.
fn stretch(account: &mut Account, prices: &Prices, from: Timestamp, to: Timestamp) {
    let phase = calendar::phase(from);
    let mut at = from;
    while at < to {
        let assets = traded(account, phase);
        if assets.is_empty() {
            return;
        }
        // The widest step in which nothing happens; else a second in which something may.
        let calm = STEPS_MS.iter().find_map(|step| {
            let end = at.plus_millis(step - at.as_millis().rem_euclid(*step)).min(to);
            let is_calm = !assets
                .iter()
                .any(|asset| is_touched(account, prices, asset, phase, at, end));
            is_calm.then_some(end)
        });
        at = calm.unwrap_or_else(|| {
            for asset in assets {
                second(account, prices, asset, phase, at);
            }
            at.plus_millis(SECOND_MS)
        });
    }
}

fn is_touched(
    account: &Account,
    prices: &Prices,
    asset: &'static Asset,
    phase: Phase,
    from: Timestamp,
    to: Timestamp,
) -> bool {
    let candle = prices.candle(asset, from, to);
    account.orders.iter().any(|order| {
        order.symbol == asset.symbol
            && takes_part(order, asset, phase)
            && matching::is_touched(order, candle.low, candle.high)
    })
}

fn second(account: &mut Account, prices: &Prices, asset: &'static Asset, phase: Phase, from: Timestamp) {
    let mut left = prices.liquidity(asset, from);
    let mut before = prices.until(asset, from);
    for price in prices.path(asset, from) {
        let tick = Tick {
            at: from,
            price,
            moment: Moment::Movement { from: before },
            left,
        };
        left = offer(account, asset, tick, |order| takes_part(order, asset, phase));
        before = price;
    }
}

/// A price comes to all orders that want it, the oldest first. Returns what is left.
fn offer(
    account: &mut Account,
    asset: &Asset,
    mut tick: Tick,
    wants: impl Fn(&Order) -> bool,
) -> Option<Decimal> {
    let ids: Vec<String> = account
        .orders
        .iter()
        .filter(|order| order.symbol == asset.symbol && wants(order))
        .map(|order| order.id.clone())
        .collect();
    for id in ids {
        matching::meet(account, &id, &mut tick);
    }
    tick.left
}

/// A price that was set comes to all orders of its asset at once; `before` is what it was until then.
pub(crate) fn move_to(
    account: &mut Account,
    prices: &Prices,
    asset: &'static Asset,
    before: Decimal,
    now: Timestamp,
) {
    let phase = calendar::phase(now);
    let tick = Tick {
        at: now,
        price: prices.at(asset, now),
        moment: Moment::Movement { from: before },
        left: prices.liquidity(asset, now),
    };
    offer(account, asset, tick, |order| takes_part(order, asset, phase));
}

fn ring(account: &mut Account, prices: &Prices, bell: Bell, at: Timestamp) {
    match bell {
        Bell::PreMarket => enter_all(account, at, |order| order.extended_hours),
        Bell::Open => open(account, prices, at),
        Bell::Close => close(account, prices, at),
        Bell::Night => expire_all(account, at, |order| {
            order.duration == TimeInForce::Day && order.extended_hours
        }),
    }
}

fn stocks(account: &Account, wanted: impl Fn(&Order) -> bool) -> Vec<String> {
    account
        .orders
        .iter()
        .filter(|order| {
            order.is_open() && order.asset().is_some_and(|asset| !asset.is_crypto()) && wanted(order)
        })
        .map(|order| order.id.clone())
        .collect()
}

fn enter_all(account: &mut Account, at: Timestamp, wanted: impl Fn(&Order) -> bool) {
    for id in stocks(account, |order| {
        order.status == Status::Accepted && !order.is_stuck && wanted(order)
    }) {
        account.change(&id, at, |order| order.status = Status::New);
        account.tell(&id, Event::New, at);
    }
}

fn expire_all(account: &mut Account, at: Timestamp, wanted: impl Fn(&Order) -> bool) {
    for id in stocks(account, wanted) {
        matching::end(account, &id, Status::Expired, at);
    }
}

/// At the opening everybody meets at one price; so at the close.
fn auction(
    account: &mut Account,
    prices: &Prices,
    at: Timestamp,
    price_at: Timestamp,
    wants: impl Fn(&Order) -> bool,
) {
    for id in stocks(account, |order| order.is_live() && wants(order)) {
        let Some(asset) = account.order(&id).and_then(Order::asset) else {
            continue;
        };
        let mut tick = Tick {
            at,
            price: prices.at(asset, price_at),
            moment: Moment::Meeting,
            left: None,
        };
        matching::meet(account, &id, &mut tick);
    }
}

fn open(account: &mut Account, prices: &Prices, at: Timestamp) {
    enter_all(account, at, |_| true);
    auction(account, prices, at, at, |order| {
        order.duration != TimeInForce::Cls
    });
    expire_all(account, at, |order| order.duration == TimeInForce::Opg);
}

fn close(account: &mut Account, prices: &Prices, at: Timestamp) {
    auction(account, prices, at, at, |order| {
        order.duration == TimeInForce::Cls
    });
    expire_all(account, at, |order| match order.duration {
        TimeInForce::Cls => true,
        TimeInForce::Day => !order.extended_hours,
        _ => false,
    });
    account.facts.last_equity = account.figures(prices, at).equity;
}
