//! Orders, executions and positions.

use serde::Serialize;

use crate::decimal::Decimal;
use crate::id::{ExecutionId, OrderId};
use crate::trading::order::{OrderStatus, Role, Side, TimeInForce};
use crate::trading::sequencer::{OrderView, PositionView};
use crate::trading::wire_number::WireNumber;

/// How long an order stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrderDuration {
    /// An id of `/config`'s durations.
    #[serde(rename = "type")]
    pub kind: TimeInForce,
    /// Until when, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datetime: Option<i64>,
}

/// What is shown with an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// A sentence.
    pub text: String,
    /// `information`, `warning`, `error`
    #[serde(rename = "type")]
    pub kind: &'static str,
}

/// A row of `/orders` and `/ordersHistory`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BrokerOrder {
    /// `ord_…`
    pub id: OrderId,
    /// Of what.
    pub instrument: String,
    /// Units in all.
    pub qty: WireNumber,
    /// Bought or sold.
    pub side: Side,
    /// `market`, `stop`, `limit`, `stoplimit`
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// `placing`, `inactive`, `working`, `rejected`, `filled`, `cancelled`
    pub status: &'static str,
    /// Units filled.
    pub filled_qty: WireNumber,
    /// Their average price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avg_price: Option<WireNumber>,
    /// The limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_price: Option<WireNumber>,
    /// The stop.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_price: Option<WireNumber>,
    /// The order or position that it is the target or stop of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// `order`, `position`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_type: Option<&'static str>,
    /// How long it stands.
    pub duration: OrderDuration,
    /// When it last changed, in seconds.
    pub last_modified: i64,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
}

impl BrokerOrder {
    /// What is told of an order. A target or stop that works already belongs to the position `position_id`.
    pub fn of(order: &OrderView, position_id: Option<&str>) -> Self {
        let (parent_id, parent_type) = match (order.role, order.parent_id, position_id) {
            (Role::Main, ..) | (_, None, _) => (None, None),
            (_, Some(_), Some(position)) if order.status != OrderStatus::Inactive => {
                (Some(position.to_owned()), Some("position"))
            }
            (_, Some(parent), _) => (Some(parent.to_string()), Some("order")),
        };
        Self {
            id: order.id,
            instrument: order.symbol.ticker().to_owned(),
            qty: WireNumber(order.quantity.unwrap_or(order.filled_quantity)),
            side: order.side,
            kind: super::type_word(order.kind),
            status: match order.status {
                OrderStatus::Placing => "placing",
                OrderStatus::Inactive => "inactive",
                OrderStatus::Working | OrderStatus::Cancelling | OrderStatus::Replacing => "working",
                OrderStatus::Filled => "filled",
                OrderStatus::Cancelled | OrderStatus::Expired => "cancelled",
                OrderStatus::Rejected => "rejected",
            },
            filled_qty: WireNumber(order.filled_quantity),
            avg_price: order.average_price.map(WireNumber),
            limit_price: order.limit_price.map(WireNumber),
            stop_price: order.stop_price.map(WireNumber),
            parent_id,
            parent_type,
            duration: OrderDuration {
                kind: order.duration,
                datetime: order.expires_at.map(super::seconds),
            },
            last_modified: super::seconds(order.updated_at),
            message: order.message.as_ref().map(|text| Message {
                text: text.clone(),
                kind: "error",
            }),
        }
    }
}

/// A row of `/executions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BrokerExecution {
    /// `exe_…`
    pub id: ExecutionId,
    /// Of what.
    pub instrument: String,
    /// A unit.
    pub price: WireNumber,
    /// When, in seconds.
    pub time: i64,
    /// Units.
    pub qty: WireNumber,
    /// Bought or sold.
    pub side: Side,
    /// `ord_…`
    pub order_id: OrderId,
    /// Whether it made a position smaller.
    pub is_close: bool,
}

/// A row of `/positions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BrokerPosition {
    /// `pos_…`
    pub id: String,
    /// Of what.
    pub instrument: String,
    /// Units, never below nought.
    pub qty: WireNumber,
    /// `buy` when long.
    pub side: Side,
    /// What a unit cost.
    pub avg_price: WireNumber,
    /// Its profit, when a price is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unrealized_pl: Option<WireNumber>,
}

impl BrokerPosition {
    /// What is told of a position; nothing when nothing is held.
    pub fn of(position: &PositionView, price: Option<Decimal>) -> Option<Self> {
        let side = Side::reducing(position.quantity)?.opposite();
        let profit = price.and_then(|price| position.unrealised_profit(price));
        Some(Self {
            id: position.id.to_string(),
            instrument: position.symbol.ticker().to_owned(),
            qty: WireNumber(position.quantity.abs()),
            side,
            avg_price: WireNumber(position.average_price?),
            unrealized_pl: profit.map(WireNumber),
        })
    }
}
