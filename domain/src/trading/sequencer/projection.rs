//! Events as they are written to projections: flat, with times as epoch milliseconds, so that a database can take them
//! apart by itself.

use serde::Serialize;

use super::effect::{Event, Happened, PositionView};
use super::view::OrderView;
use crate::decimal::Decimal;
use crate::id::{BrokerAccountId, ExecutionId, OrderId};
use crate::symbol::Symbol;
use crate::trading::order::{OrderStatus, Side};

/// An event as a row of the audit log, with the row of the projection that it changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProjectedEvent {
    /// The event's number.
    pub seq: u64,
    /// When, by our clock.
    pub at: i64,
    /// What happened, in a word.
    pub kind: &'static str,
    /// To which order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<OrderId>,
    /// To which symbol's order or position.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<Symbol>,
    /// What is told of it in the audit log.
    pub detail: Detail,
    /// The order as it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<ProjectedOrder>,
    /// The fill.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub execution: Option<ProjectedExecution>,
    /// The position as it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<PositionView>,
}

/// What the audit log says of an event, besides order and symbol.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Detail {
    /// Where the order is, or which rule refused it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Units filled, of the fill, or held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Decimal>,
    /// The price of a unit, or their average.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Decimal>,
    /// The limit that a rule has, or what the venue's books say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<String>,
    /// The value that went beyond it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The venue's id and its word for where the order is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub venue: Option<String>,
    /// The key of the command.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// A sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The order as it was asked for, once: when it is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
}

/// The columns of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProjectedOrder {
    /// Whether it may still change.
    pub is_open: u8,
    /// Whether it counts towards the plan.
    pub is_trade: u8,
    /// When its intent was stored.
    pub created_at: i64,
    /// When it last changed.
    pub updated_at: i64,
    /// As the API shows it.
    pub view: OrderView,
}

/// The columns of a fill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProjectedExecution {
    /// Its id.
    pub id: ExecutionId,
    /// Bought or sold.
    pub side: Side,
    /// Units.
    pub quantity: Decimal,
    /// A unit.
    pub price: Decimal,
    /// What the venue took for it.
    pub fee: Decimal,
    /// Whether it made a position smaller.
    pub is_close: u8,
    /// The venue's id of it.
    pub venue_key: String,
    /// When, by the venue's clock.
    pub at: i64,
}

impl Event {
    /// The event of that account as projections take it.
    pub fn projected(&self, account: BrokerAccountId) -> ProjectedEvent {
        let mut row = ProjectedEvent {
            seq: self.seq,
            at: self.at.as_millis(),
            kind: self.happened.kind(),
            order_id: None,
            symbol: None,
            detail: Detail::default(),
            order: None,
            execution: None,
            position: None,
        };
        let detail = &mut row.detail;
        match &self.happened {
            Happened::OrderChanged(order) => {
                let view = OrderView::of(account, order);
                row.order_id = Some(order.id);
                row.symbol = Some(view.symbol.clone());
                detail.status = Some(order.status.to_string());
                detail.quantity = Some(view.filled_quantity);
                detail.price = view.average_price;
                detail.message.clone_from(&view.message);
                if let (Some(id), Some(status)) = (&view.venue_order_id, &view.venue_status) {
                    detail.venue = Some(format!("{id} {status}"));
                }
                if order.status == OrderStatus::Placing {
                    detail.request = serde_json::to_string(&order.request).ok();
                }
                row.order = Some(ProjectedOrder {
                    is_open: u8::from(!order.status.is_final()),
                    is_trade: u8::from(order.is_trade()),
                    created_at: order.created_at.as_millis(),
                    updated_at: order.updated_at.as_millis(),
                    view,
                });
            }
            Happened::Executed {
                id,
                order,
                execution,
                closes,
            } => {
                row.order_id = Some(*order);
                row.symbol = Some(execution.symbol.clone());
                detail.quantity = Some(execution.quantity);
                detail.price = Some(execution.price);
                row.execution = Some(ProjectedExecution {
                    id: *id,
                    side: execution.side,
                    quantity: execution.quantity,
                    price: execution.price,
                    fee: execution.fee,
                    is_close: u8::from(*closes),
                    venue_key: execution.key.clone(),
                    at: execution.at.as_millis(),
                });
            }
            Happened::PositionChanged(position) => {
                row.symbol = Some(position.symbol.clone());
                detail.quantity = Some(position.quantity);
                detail.price = position.average_price;
                row.position = Some(position.clone());
            }
            Happened::Refused { key, refusal } => {
                detail.key = Some(key.clone());
                detail.status = Some(refusal.rule.to_string());
                detail.limit = Some(refusal.limit.clone());
                detail.value = Some(refusal.value.clone());
                detail.message = Some(refusal.to_string());
            }
            Happened::KillSwitched { on } => {
                detail.status = Some(if *on { "on" } else { "off" }.to_owned());
            }
            Happened::DayLocked { loss, limit } => {
                detail.limit = Some(limit.to_string());
                detail.value = Some(loss.to_string());
            }
            Happened::ExitBegun { symbol } => row.symbol = Some(symbol.clone()),
            Happened::ExitEnded { symbol, failure } => {
                row.symbol = Some(symbol.clone());
                detail.message.clone_from(failure);
            }
            Happened::Drifted { symbol, ours, venue } => {
                row.symbol = Some(symbol.clone());
                detail.limit = Some(venue.to_string());
                detail.value = Some(ours.to_string());
            }
            Happened::Stuck { order, attempts } => {
                row.order_id = Some(*order);
                detail.value = Some(attempts.to_string());
            }
            Happened::TurnedUp { order } | Happened::Archived { order } => row.order_id = Some(*order),
        }
        row
    }
}

impl Happened {
    /// What happened, in a word.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::OrderChanged(_) => "order_changed",
            Self::Executed { .. } => "executed",
            Self::PositionChanged(_) => "position_changed",
            Self::Refused { .. } => "refused",
            Self::KillSwitched { .. } => "kill_switched",
            Self::DayLocked { .. } => "day_locked",
            Self::ExitBegun { .. } => "exit_begun",
            Self::ExitEnded { .. } => "exit_ended",
            Self::Drifted { .. } => "drifted",
            Self::Stuck { .. } => "stuck",
            Self::TurnedUp { .. } => "turned_up",
            Self::Archived { .. } => "archived",
        }
    }
}
