//! Orders and news of them. They are read field by field: what serde derives for them is several times as large.

use serde::Serialize;
use serde_json::Value;

use super::fields::{decimal, owned, text, time};
use crate::decimal::Decimal;
use crate::symbol::Symbol;
use crate::trading::execution::VenueExecution;
use crate::trading::order::{
    Amount, OrderClass, OrderRequest, OrderType, Side, TimeInForce, VenueOrder, VenueStatus,
};

/// Our name of what Alpaca calls `text`: `BTC/USD` in orders and `BTCUSD` in positions are one.
pub(super) fn our_symbol(text: &str) -> Option<Symbol> {
    Symbol::parse(&text.replace('/', "")).ok()
}

/// An answer that cannot be understood, by the part that makes no sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the broker's {0} cannot be read")]
pub struct Unreadable(pub &'static str);

/// What an order tells. A kind or duration that we do not know becomes the nearest that we do: such orders are not ours.
pub fn read_order(order: &Value) -> Result<VenueOrder, Unreadable> {
    // `sell_short` and `buy_minus` are the same to a position.
    let side = match text(order, "side").and_then(|side| side.split('_').next()) {
        Some("buy") => Side::Buy,
        Some("sell") => Side::Sell,
        _ => return Err(Unreadable("order's side")),
    };
    let kind = match text(order, "type").ok_or(Unreadable("order's type"))? {
        "trailing_stop" => OrderType::Stop,
        other => other.parse().unwrap_or(OrderType::Market),
    };
    let duration = text(order, "time_in_force").ok_or(Unreadable("order's time_in_force"))?;
    let mut legs = Vec::new();
    for leg in order.get("legs").and_then(Value::as_array).into_iter().flatten() {
        legs.push(read_order(leg)?);
    }
    let created_at = time(order, "created_at")?.ok_or(Unreadable("order's created_at"))?;
    Ok(VenueOrder {
        id: owned(order, "id").ok_or(Unreadable("order's id"))?,
        client_order_id: owned(order, "client_order_id"),
        symbol: text(order, "symbol")
            .and_then(our_symbol)
            .ok_or(Unreadable("order's symbol"))?,
        side,
        kind,
        quantity: decimal(order, "qty")?,
        notional: decimal(order, "notional")?,
        filled_quantity: decimal(order, "filled_qty")?.unwrap_or_default(),
        filled_average_price: decimal(order, "filled_avg_price")?,
        limit_price: decimal(order, "limit_price")?,
        stop_price: decimal(order, "stop_price")?,
        duration: duration.parse().unwrap_or(TimeInForce::Day),
        status: VenueStatus::new(text(order, "status").ok_or(Unreadable("order's status"))?),
        replaces: owned(order, "replaces"),
        replaced_by: owned(order, "replaced_by"),
        legs,
        created_at,
        updated_at: time(order, "updated_at")?.unwrap_or(created_at),
    })
}

/// The data of a `trade_updates` message: the order, and the fill if it is about one.
pub fn read_update(update: &Value) -> Result<(VenueOrder, Option<VenueExecution>), Unreadable> {
    let order = read_order(update.get("order").ok_or(Unreadable("update"))?)?;
    let is_fill = matches!(text(update, "event"), Some("fill" | "partial_fill"));
    let fill = (
        owned(update, "execution_id"),
        decimal(update, "price")?,
        decimal(update, "qty")?,
    );
    let execution = match fill {
        (Some(key), Some(price), Some(quantity)) if is_fill => Some(VenueExecution {
            key,
            venue_order_id: order.id.clone(),
            symbol: order.symbol.clone(),
            side: order.side,
            quantity,
            price,
            // Alpaca charges its fees at the day's end, by account, not by fill.
            fee: Decimal::ZERO,
            at: time(update, "timestamp")?.unwrap_or(order.updated_at),
        }),
        _ => None,
    };
    Ok((order, execution))
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Exit {
    #[serde(skip_serializing_if = "Option::is_none")]
    stop_price: Option<Decimal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit_price: Option<Decimal>,
}

/// The body of `POST /v2/orders`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrderBody {
    symbol: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    qty: Option<Decimal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notional: Option<Decimal>,
    side: Side,
    #[serde(rename = "type")]
    kind: OrderType,
    time_in_force: TimeInForce,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit_price: Option<Decimal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stop_price: Option<Decimal>,
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    extended_hours: bool,
    client_order_id: String,
    order_class: OrderClass,
    #[serde(skip_serializing_if = "Option::is_none")]
    take_profit: Option<Exit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stop_loss: Option<Exit>,
}

impl OrderBody {
    /// The body for `request`. Alpaca has no `gtd`: what asks for it stands until cancelled, and whoever sends it must
    /// cancel it in time.
    pub fn new(request: &OrderRequest, client_order_id: &str) -> Self {
        let (qty, notional) = match request.amount {
            Amount::Quantity(quantity) => (Some(quantity), None),
            Amount::Notional(money) => (None, Some(money)),
        };
        let is_oco = request.class == OrderClass::Oco;
        let target = request.take_profit.map(|target| target.limit_price);
        // Alpaca wants an OCO order's own limit as its target.
        let target = target.or(request.limit_price.filter(|_| is_oco));
        Self {
            symbol: request.symbol.ticker().to_owned(),
            qty,
            notional,
            side: request.side,
            kind: request.kind,
            time_in_force: match request.duration {
                TimeInForce::Gtd => TimeInForce::Gtc,
                other => other,
            },
            limit_price: request.limit_price.filter(|_| !is_oco),
            stop_price: request.stop_price,
            extended_hours: request.extended_hours,
            client_order_id: client_order_id.to_owned(),
            order_class: request.class,
            take_profit: target.map(|limit_price| Exit {
                stop_price: None,
                limit_price: Some(limit_price),
            }),
            stop_loss: request.stop_loss.map(|stop| Exit {
                stop_price: Some(stop.stop_price),
                limit_price: stop.limit_price,
            }),
        }
    }
}
