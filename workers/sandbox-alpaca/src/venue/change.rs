//! Cancelling orders, and putting others in their place.

use pinewire_domain::{decimal::Decimal, time::Timestamp};
use serde_json::Value;

use super::{
    account::Account,
    matching,
    order::{Kind, Order, Status},
    prices::Prices,
    refusal::Refusal,
    request::{Fields, check_pennies},
    submit,
    update::Event,
};

type Result<T> = core::result::Result<T, Refusal>;

/// Why an order cannot be cancelled, if it cannot.
pub(crate) fn check_cancel(order: &Order) -> Result<()> {
    if order.status.is_final() {
        return Err(Refusal::impossible(format!(
            "order is already in \"{}\" state",
            order.status
        )));
    }
    if order.status == Status::PendingCancel {
        return Err(Refusal::impossible("order pending cancel"));
    }
    Ok(())
}

/// Cancels an order. If it gets stuck, it is filled as before until it is released.
pub(crate) fn cancel(account: &mut Account, id: &str, is_stuck: bool, now: Timestamp) -> Result<()> {
    let order = account
        .order(id)
        .ok_or_else(|| Refusal::not_found(format!("order not found for {id}")))?;
    check_cancel(order)?;
    if is_stuck {
        account.change(id, now, |order| {
            order.status = Status::PendingCancel;
            order.is_stuck = true;
        });
        account.tell(id, Event::PendingCancel, now);
    } else {
        matching::end(account, id, Status::Canceled, now);
    }
    Ok(())
}

/// What is stuck goes on.
pub(crate) fn release(account: &mut Account, id: &str, prices: &Prices, now: Timestamp) {
    match account.order(id).map(|order| order.status) {
        Some(Status::PendingCancel) => matching::end(account, id, Status::Canceled, now),
        Some(Status::PendingNew | Status::Suspended) => submit::enter(account, id, prices, now),
        _ => {}
    }
}

/// What a `PATCH` changes.
struct Changes {
    qty: Option<Decimal>,
    limit_price: Option<Decimal>,
    stop_price: Option<Decimal>,
    trail: Option<Decimal>,
    client_order_id: Option<String>,
    duration: Option<pinewire_domain::trading::order::TimeInForce>,
}

impl Changes {
    fn read(body: &Value) -> Result<Self> {
        if !body.is_object() {
            return Err(Refusal::unreadable());
        }
        let fields = Fields(body);
        Ok(Self {
            qty: fields.positive("qty")?,
            limit_price: fields.positive("limit_price")?,
            stop_price: fields.positive("stop_price")?,
            trail: fields.positive("trail")?,
            client_order_id: fields.text("client_order_id")?.map(str::to_owned),
            duration: fields.word("time_in_force")?,
        })
    }
}

/// Puts an order in the place of another and returns its id. It is for the original quantity unless another is asked for,
/// even when a part was filled. Call [`begin_replacement`] then.
pub(crate) fn replace(
    account: &mut Account,
    id: &str,
    body: &Value,
    prices: &Prices,
    now: Timestamp,
) -> Result<String> {
    let changes = Changes::read(body)?;
    let old = account
        .order(id)
        .cloned()
        .ok_or_else(|| Refusal::not_found(format!("order not found for {id}")))?;
    let asset = old
        .asset()
        .ok_or_else(|| Refusal::not_found(format!("order not found for {id}")))?;
    match old.status {
        status if status.is_final() => {
            return Err(Refusal::impossible(format!(
                "order is already in \"{status}\" state"
            )));
        }
        Status::Accepted | Status::PendingNew | Status::PendingCancel | Status::Suspended => {
            return Err(Refusal::impossible(format!(
                "cannot replace order in {} status",
                old.status
            )));
        }
        _ => {}
    }
    check_pennies(asset, "limit_price", changes.limit_price)?;
    check_pennies(asset, "stop_price", changes.stop_price)?;
    let client_order_id = changes.client_order_id;
    if client_order_id
        .as_deref()
        .is_some_and(|id| account.orders.iter().any(|order| order.client_order_id == id))
    {
        return Err(Refusal::invalid("client_order_id must be unique"));
    }
    let has_trail = old.kind == Kind::TrailingStop;
    let next = Order {
        id: account.new_id(),
        seq: u64::try_from(account.orders.len()).unwrap_or(u64::MAX),
        client_order_id: client_order_id.unwrap_or_else(|| account.new_id()),
        created_at: now,
        updated_at: now,
        replaces: Some(old.id.clone()),
        qty: changes.qty.or(old.qty),
        filled_qty: Decimal::ZERO,
        filled_value: Decimal::ZERO,
        duration: changes.duration.unwrap_or(old.duration),
        limit_price: changes
            .limit_price
            .filter(|_| old.kind.has_limit())
            .or(old.limit_price),
        stop_price: changes
            .stop_price
            .filter(|_| old.kind.has_stop())
            .or(old.stop_price),
        trail_price: old
            .trail_price
            .and(changes.trail)
            .filter(|_| has_trail)
            .or(old.trail_price),
        trail_percent: old
            .trail_percent
            .and(changes.trail)
            .filter(|_| has_trail)
            .or(old.trail_percent),
        status: if old.status == Status::Held {
            Status::Held
        } else {
            Status::PendingNew
        },
        ..old.clone()
    };
    let is_same = next.qty == old.qty
        && next.limit_price == old.limit_price
        && next.stop_price == old.stop_price
        && next.trail_price == old.trail_price
        && next.trail_percent == old.trail_percent
        && next.duration == old.duration;
    if is_same {
        return Err(Refusal::not_allowed("order parameters are not changed"));
    }
    if old.status != Status::Held {
        submit::check_funds(account, &next, asset, Some(&old), prices, now)?;
    }
    let next_id = next.id.clone();
    account.change(id, now, |order| {
        order.status = Status::Replaced;
        order.ended_at = Some(now);
        order.replaced_by = Some(next_id.clone());
    });
    account.add(next);
    adopt(account, id, &next_id, now);
    account.tell(id, Event::Replaced, now);
    Ok(next_id)
}

/// What happens to a replacement right after it was answered.
pub(crate) fn begin_replacement(account: &mut Account, id: &str, prices: &Prices, now: Timestamp) {
    if account
        .order(id)
        .is_some_and(|order| order.status == Status::PendingNew)
    {
        submit::enter(account, id, prices, now);
    }
}

/// Targets and stops follow their entry.
fn adopt(account: &mut Account, old: &str, new: &str, now: Timestamp) {
    let legs: Vec<String> = account.legs(old).map(|leg| leg.id.clone()).collect();
    let qty = account.order(new).and_then(|order| order.qty);
    for leg in legs {
        account.change(&leg, now, |leg| {
            leg.parent = Some(new.to_owned());
            leg.qty = qty;
        });
    }
}
