//! Taking an order in: what an account may do, then the order and those that belong to it.

use pinewire_domain::{
    decimal::Decimal,
    time::Timestamp,
    trading::order::{OrderClass, Side, TimeInForce},
};

use super::{
    account::{Account, expected_price},
    asset::Asset,
    calendar::{self, Phase},
    matching,
    order::{Kind, Order, Status},
    prices::Prices,
    refusal::Refusal,
    request::OrderRequest,
    trouble::Kind as Trouble,
    update::Event,
};

type Result<T> = core::result::Result<T, Refusal>;

/// Whether an order for it is in the market at once.
pub(crate) fn is_traded(asset: &Asset, extended_hours: bool, now: Timestamp) -> bool {
    asset.is_crypto()
        || match calendar::phase(now) {
            Phase::Regular => true,
            Phase::Extended => extended_hours,
            Phase::Closed => false,
        }
}

/// Takes an order in and returns its id. What is answered is the order before anything else happens to it: call
/// [`begin`] then.
pub(crate) fn take(
    account: &mut Account,
    request: &OrderRequest,
    prices: &Prices,
    now: Timestamp,
) -> Result<String> {
    let facts = &account.facts;
    if facts.trading_blocked || facts.account_blocked || facts.status != "ACTIVE" {
        return Err(Refusal::not_allowed("account is not allowed to trade"));
    }
    let taken = request.client_order_id.as_deref();
    if taken.is_some_and(|id| account.orders.iter().any(|order| order.client_order_id == id)) {
        return Err(Refusal::invalid("client_order_id must be unique"));
    }
    let is_open = is_traded(request.asset, request.extended_hours, now);
    if !is_open && matches!(request.duration, TimeInForce::Ioc | TimeInForce::Fok) {
        let message = format!(
            "{} orders are only accepted during market hours",
            request.duration
        );
        return Err(Refusal::impossible(message));
    }
    let status = if is_open {
        Status::PendingNew
    } else {
        Status::Accepted
    };
    let entry = entry(account, request, status, now);
    check_market_side(request, prices, now)?;
    check_wash_trade(account, &entry)?;
    check_funds(account, &entry, request.asset, None, prices, now)?;
    let legs = legs(account, request, &entry);
    let id = entry.id.clone();
    account.add(entry);
    for leg in legs {
        account.add(leg);
    }
    Ok(id)
}

/// What happens to an order right after it was answered.
pub(crate) fn begin(
    account: &mut Account,
    id: &str,
    trouble: Option<Trouble>,
    prices: &Prices,
    now: Timestamp,
) {
    let Some(status) = account.order(id).map(|order| order.status) else {
        return;
    };
    match trouble {
        Some(Trouble::StuckNew) => {
            account.change(id, now, |order| {
                order.status = Status::PendingNew;
                order.is_stuck = true;
            });
            account.tell(id, Event::PendingNew, now);
            return;
        }
        Some(Trouble::LateReject) => {
            matching::end(account, id, Status::Rejected, now);
            return;
        }
        _ => {}
    }
    if status == Status::Accepted {
        account.tell(id, Event::Accepted, now);
    } else {
        enter(account, id, prices, now);
    }
}

/// The order gets into the market.
pub(crate) fn enter(account: &mut Account, id: &str, prices: &Prices, now: Timestamp) {
    account.change(id, now, |order| {
        order.status = Status::New;
        order.is_stuck = false;
    });
    account.tell(id, Event::New, now);
    matching::arrive(account, id, prices, now);
}

fn entry(account: &mut Account, request: &OrderRequest, status: Status, now: Timestamp) -> Order {
    let id = account.new_id();
    let own_id = account.new_id();
    Order {
        id,
        seq: u64::try_from(account.orders.len()).unwrap_or(u64::MAX),
        client_order_id: request.client_order_id.clone().unwrap_or(own_id),
        symbol: request.asset.symbol.to_owned(),
        created_at: now,
        updated_at: now,
        ended_at: None,
        replaces: None,
        replaced_by: None,
        qty: request.qty,
        notional: request.notional,
        filled_qty: Decimal::ZERO,
        filled_value: Decimal::ZERO,
        class: request.class,
        kind: request.kind,
        side: request.side,
        duration: request.duration,
        limit_price: request.limit_price,
        stop_price: request.stop_price,
        trail_price: request.trail_price,
        trail_percent: request.trail_percent,
        water_mark: None,
        extended_hours: request.extended_hours,
        status,
        parent: None,
        is_triggered: false,
        is_stuck: false,
    }
}

/// The target and the stop that belong to an entry. Of an OCO pair, the order itself is the target.
fn legs(account: &mut Account, request: &OrderRequest, entry: &Order) -> Vec<Order> {
    let is_oco = request.class == OrderClass::Oco;
    let target = request
        .take_profit
        .filter(|_| !is_oco)
        .map(|price| (Kind::Limit, Some(price), None));
    let stop = request.stop_loss.map(|stop| {
        let kind = if stop.limit_price.is_some() {
            Kind::StopLimit
        } else {
            Kind::Stop
        };
        (kind, stop.limit_price, Some(stop.stop_price))
    });
    let side = if is_oco {
        request.side
    } else {
        request.side.opposite()
    };
    let mut legs = Vec::new();
    for (seq, (kind, limit_price, stop_price)) in (entry.seq + 1..).zip(target.into_iter().chain(stop)) {
        legs.push(Order {
            id: account.new_id(),
            seq,
            client_order_id: account.new_id(),
            kind,
            side,
            limit_price,
            stop_price,
            status: Status::Held,
            parent: Some(entry.id.clone()),
            ..entry.clone()
        });
    }
    legs
}

/// A stop on the wrong side of the market, or exits on the wrong side of the entry.
fn check_market_side(request: &OrderRequest, prices: &Prices, now: Timestamp) -> Result<()> {
    let price = prices.at(request.asset, now);
    if let Some(stop) = request.stop_price.filter(|_| request.kind.has_stop()) {
        match request.side {
            Side::Buy if stop <= price => {
                let message = format!("stop price must be greater than current price {price}");
                return Err(Refusal::impossible(message));
            }
            Side::Sell if stop >= price => {
                let message = format!("stop price must not be greater than base price / {price}");
                return Err(Refusal::impossible(message));
            }
            _ => {}
        }
    }
    if request.class == OrderClass::Simple {
        return Ok(());
    }
    let is_long = (request.side == Side::Buy) == (request.class != OrderClass::Oco);
    let base = match request.class {
        OrderClass::Oco => price,
        _ => request.limit_price.unwrap_or(price),
    };
    let cent = request.asset.tick();
    let (above, below) = (base.saturating_add(cent), base.saturating_sub(cent));
    let target = request.take_profit.filter(|_| request.class != OrderClass::Oco);
    let wrong = |field: &str, sign: &str, step: &str| {
        Err(Refusal::impossible(format!(
            "{field} must be {sign} base_price {step} 0.01"
        )))
    };
    match (target, is_long) {
        (Some(target), true) if target < above => return wrong("take_profit.limit_price", ">=", "+"),
        (Some(target), false) if target > below => return wrong("take_profit.limit_price", "<=", "-"),
        _ => {}
    }
    match (request.stop_loss, is_long) {
        (Some(stop), true) if stop.stop_price > below => wrong("stop_loss.stop_price", "<=", "-"),
        (Some(stop), false) if stop.stop_price < above => wrong("stop_loss.stop_price", ">=", "+"),
        _ => Ok(()),
    }
}

/// An account must not trade with itself.
fn check_wash_trade(account: &Account, order: &Order) -> Result<()> {
    if order.class != OrderClass::Simple {
        return Ok(());
    }
    let meets = account.orders.iter().find(|other| {
        other.is_open()
            && other.symbol == order.symbol
            && other.side != order.side
            && other.status != Status::Held
            && match (order.limit_price, other.limit_price) {
                (Some(own), Some(theirs)) if other.kind == Kind::Limit && order.kind == Kind::Limit => {
                    order.is_as_good(theirs, own)
                }
                _ => true,
            }
    });
    match meets {
        Some(other) => Err(Refusal::wash_trade(&other.id)),
        None => Ok(()),
    }
}

/// Enough money to buy, enough units to sell. `without` is an order whose place this one takes.
pub(crate) fn check_funds(
    account: &Account,
    order: &Order,
    asset: &Asset,
    without: Option<&Order>,
    prices: &Prices,
    now: Timestamp,
) -> Result<()> {
    let price = expected_price(order, asset, prices, now);
    let held = account.held(asset.symbol);
    let wanted = order.rest(price);
    if Side::reducing(held) == Some(order.side) {
        let reserved = account.reserved(asset.symbol, without.map(|other| other.id.as_str()));
        if wanted > held.abs().saturating_sub(reserved) {
            return Err(Refusal::quantity(asset.symbol, wanted, held.abs(), reserved));
        }
        return Ok(());
    }
    if order.class == OrderClass::Oco {
        return Err(Refusal::impossible("oco orders must be exit orders"));
    }
    if order.side == Side::Sell {
        if asset.is_crypto() {
            return Err(Refusal::balance(asset.symbol, wanted, Decimal::ZERO));
        }
        if order.qty.is_none_or(|qty| qty.truncate(0) != qty) {
            return Err(Refusal::not_allowed("fractional orders cannot be sold short"));
        }
        if !asset.shortable {
            return Err(Refusal::not_allowed(format!(
                "asset \"{}\" cannot be sold short",
                asset.symbol
            )));
        }
        if !account.facts.shorting {
            return Err(Refusal::not_allowed("account is not allowed to short"));
        }
    }
    let figures = account.figures(prices, now);
    let available = if asset.is_crypto() {
        figures.own_buying_power
    } else {
        figures.buying_power
    };
    let freed = without.map_or(Decimal::ZERO, |other| {
        let price = expected_price(other, asset, prices, now);
        other.rest(price).saturating_mul(price)
    });
    let available = available.saturating_add(freed);
    let cost = wanted.saturating_mul(price);
    if cost > available {
        return Err(Refusal::buying_power(available, cost));
    }
    Ok(())
}
