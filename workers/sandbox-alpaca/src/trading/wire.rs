//! How orders and updates are written.

use pinewire_domain::trading::order::OrderClass;
use serde_json::Value;

use crate::{
    json::Object,
    venue::{
        account::Account,
        order::{Order, Status},
        update::Update,
    },
};

/// An order without its legs.
pub(crate) fn order(order: &Order) -> Value {
    fields(order).value("legs", Value::Null).build()
}

/// An order with its legs, if it has any.
pub(crate) fn nested(account: &Account, order: &Order) -> Value {
    let legs: Vec<Value> = account.legs(&order.id).map(self::order).collect();
    let legs = if legs.is_empty() {
        Value::Null
    } else {
        Value::Array(legs)
    };
    fields(order).value("legs", legs).build()
}

fn fields(order: &Order) -> Object {
    let ended = |status| order.ended_at.filter(|_| order.status == status);
    let asset = order.asset();
    let asset_id = asset.map(crate::venue::asset::Asset::id);
    let class = match order.class {
        OrderClass::Simple => "",
        class => class.as_str(),
    };
    Object::new()
        .text("id", &order.id)
        .text("client_order_id", &order.client_order_id)
        .time("created_at", order.created_at)
        .time("updated_at", order.updated_at)
        .time("submitted_at", order.created_at)
        .optional_time("filled_at", ended(Status::Filled))
        .optional_time("expired_at", ended(Status::Expired))
        .optional_time("canceled_at", ended(Status::Canceled))
        .optional_time("failed_at", ended(Status::Rejected))
        .optional_time("replaced_at", ended(Status::Replaced))
        .optional_text("replaced_by", order.replaced_by.as_deref())
        .optional_text("replaces", order.replaces.as_deref())
        .optional_text("asset_id", asset_id.as_deref())
        .text("symbol", &order.symbol)
        .text("asset_class", asset.map_or("", |asset| asset.class.as_str()))
        .optional_decimal("notional", order.notional)
        .optional_decimal("qty", order.qty)
        .decimal("filled_qty", order.filled_qty)
        .optional_decimal("filled_avg_price", order.average_price())
        .text("order_class", class)
        .text("order_type", order.kind.as_str())
        .text("type", order.kind.as_str())
        .text("side", order.side.as_str())
        .text("time_in_force", order.duration.as_str())
        .optional_decimal("limit_price", order.limit_price)
        .optional_decimal("stop_price", order.stop_price.or_else(|| order.trigger()))
        .optional_decimal("trail_percent", order.trail_percent)
        .optional_decimal("trail_price", order.trail_price)
        .optional_decimal("hwm", order.water_mark)
        .text("status", order.status.as_str())
        .flag("extended_hours", order.extended_hours)
        .value("subtag", Value::Null)
        .value("source", Value::Null)
}

/// A message of the stream.
pub(crate) fn update(update: &Update) -> Value {
    let mut data = Object::new()
        .text("event", update.event.as_str())
        .text("execution_id", &update.execution_id)
        .time("timestamp", update.at)
        .value("order", order(&update.order));
    if let Some(fill) = &update.fill {
        data = data
            .decimal("price", fill.price)
            .decimal("qty", fill.qty)
            .decimal("position_qty", fill.position);
    }
    Object::new()
        .text("stream", "trade_updates")
        .value("data", data.build())
        .build()
}
