//! How orders and updates are written.

use pinewire_domain::{decimal::Decimal, time::Timestamp, trading::order::OrderClass};
use serde::Serialize;

use crate::venue::{
    account::Account,
    order::{Fill, Order, Status},
    update::Update,
};

/// An order.
#[derive(Debug, Serialize)]
pub(crate) struct OrderWire {
    id: String,
    client_order_id: String,
    created_at: Timestamp,
    updated_at: Timestamp,
    submitted_at: Timestamp,
    filled_at: Option<Timestamp>,
    expired_at: Option<Timestamp>,
    canceled_at: Option<Timestamp>,
    failed_at: Option<Timestamp>,
    replaced_at: Option<Timestamp>,
    replaced_by: Option<String>,
    replaces: Option<String>,
    asset_id: Option<String>,
    symbol: String,
    asset_class: &'static str,
    notional: Option<Decimal>,
    qty: Option<Decimal>,
    filled_qty: Decimal,
    filled_avg_price: Option<Decimal>,
    order_class: &'static str,
    order_type: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    side: &'static str,
    time_in_force: &'static str,
    limit_price: Option<Decimal>,
    stop_price: Option<Decimal>,
    trail_percent: Option<Decimal>,
    trail_price: Option<Decimal>,
    hwm: Option<Decimal>,
    status: &'static str,
    extended_hours: bool,
    legs: Option<Vec<OrderWire>>,
    subtag: Option<String>,
    source: Option<String>,
}

impl OrderWire {
    /// Without its legs.
    pub(crate) fn of(order: &Order) -> Self {
        let ended = |status| order.ended_at.filter(|_| order.status == status);
        let asset = order.asset();
        Self {
            id: order.id.clone(),
            client_order_id: order.client_order_id.clone(),
            created_at: order.created_at,
            updated_at: order.updated_at,
            submitted_at: order.created_at,
            filled_at: ended(Status::Filled),
            expired_at: ended(Status::Expired),
            canceled_at: ended(Status::Canceled),
            failed_at: ended(Status::Rejected),
            replaced_at: ended(Status::Replaced),
            replaced_by: order.replaced_by.clone(),
            replaces: order.replaces.clone(),
            asset_id: asset.map(|asset| asset.id()),
            symbol: order.symbol.clone(),
            asset_class: asset.map_or("", |asset| asset.class.as_str()),
            notional: order.notional,
            qty: order.qty,
            filled_qty: order.filled_qty,
            filled_avg_price: order.average_price(),
            order_class: match order.class {
                OrderClass::Simple => "",
                class => class.as_str(),
            },
            order_type: order.kind.as_str(),
            kind: order.kind.as_str(),
            side: order.side.as_str(),
            time_in_force: order.duration.as_str(),
            limit_price: order.limit_price,
            stop_price: order.stop_price.or_else(|| order.trigger()),
            trail_percent: order.trail_percent,
            trail_price: order.trail_price,
            hwm: order.water_mark,
            status: order.status.as_str(),
            extended_hours: order.extended_hours,
            legs: None,
            subtag: None,
            source: None,
        }
    }

    /// With its legs, if it has any.
    pub(crate) fn nested(account: &Account, order: &Order) -> Self {
        let legs: Vec<Self> = account.legs(&order.id).map(Self::of).collect();
        Self {
            legs: (!legs.is_empty()).then_some(legs),
            ..Self::of(order)
        }
    }
}

/// A message of the stream.
#[derive(Debug, Serialize)]
pub(crate) struct UpdateMessage {
    stream: &'static str,
    data: UpdateData,
}

#[derive(Debug, Serialize)]
struct UpdateData {
    event: &'static str,
    execution_id: String,
    timestamp: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<Decimal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    qty: Option<Decimal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    position_qty: Option<Decimal>,
    order: OrderWire,
}

impl UpdateMessage {
    pub(crate) fn of(update: &Update) -> Self {
        let of_fill = |get: fn(&Fill) -> Decimal| update.fill.as_ref().map(get);
        Self {
            stream: "trade_updates",
            data: UpdateData {
                event: update.event.as_str(),
                execution_id: update.execution_id.clone(),
                timestamp: update.at,
                price: of_fill(|fill| fill.price),
                qty: of_fill(|fill| fill.qty),
                position_qty: of_fill(|fill| fill.position),
                order: OrderWire::of(&update.order),
            },
        }
    }
}
