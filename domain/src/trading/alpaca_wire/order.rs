//! Orders and news of them.

use serde::{Deserialize, Serialize};

use crate::decimal::Decimal;
use crate::symbol::Symbol;
use crate::time::Timestamp;
use crate::trading::execution::VenueExecution;
use crate::trading::order::{
    Amount, OrderClass, OrderRequest, OrderType, Side, TimeInForce, VenueOrder, VenueStatus,
};

/// An order as Alpaca writes it. What we do not use is not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlpacaOrder {
    /// Alpaca's id.
    pub id: String,
    /// The sender's.
    pub client_order_id: Option<String>,
    /// When Alpaca got it.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
    /// The id of the order whose place it took.
    pub replaces: Option<String>,
    /// The id of the order that took its place.
    pub replaced_by: Option<String>,
    /// Of what.
    pub symbol: String,
    /// Units.
    pub qty: Option<Decimal>,
    /// Money.
    pub notional: Option<Decimal>,
    /// Units filled.
    #[serde(default)]
    pub filled_qty: Option<Decimal>,
    /// Their average price.
    pub filled_avg_price: Option<Decimal>,
    /// `buy`, `sell`.
    pub side: String,
    /// `market`, `limit`, `stop`, `stop_limit`, `trailing_stop`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `day`, `gtc`, …
    pub time_in_force: String,
    /// The limit.
    pub limit_price: Option<Decimal>,
    /// The stop.
    pub stop_price: Option<Decimal>,
    /// Where it is.
    pub status: String,
    /// Its target and stop, when asked for with `nested`.
    #[serde(default)]
    pub legs: Option<Vec<AlpacaOrder>>,
}

/// Our name of what Alpaca calls `text`: `BTC/USD` in orders and `BTCUSD` in positions are one.
pub(super) fn our_symbol(text: &str) -> Option<Symbol> {
    Symbol::parse(&text.replace('/', "")).ok()
}

/// An order that cannot be understood: its side or symbol makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the broker's order {id} cannot be read: {what}")]
pub struct UnreadableOrder {
    /// Alpaca's id.
    pub id: String,
    /// What of it.
    pub what: &'static str,
}

impl AlpacaOrder {
    /// What it tells. A kind or duration that we do not know becomes the nearest that we do: such orders are not ours.
    pub fn to_venue(&self) -> Result<VenueOrder, UnreadableOrder> {
        let wrong = |what| UnreadableOrder {
            id: self.id.clone(),
            what,
        };
        // `sell_short` and `buy_minus` are the same to a position.
        let side = match self.side.split('_').next() {
            Some("buy") => Side::Buy,
            Some("sell") => Side::Sell,
            _ => return Err(wrong("side")),
        };
        let kind = match self.kind.as_str() {
            "trailing_stop" => OrderType::Stop,
            other => other.parse().unwrap_or(OrderType::Market),
        };
        let legs = self.legs.iter().flatten().map(Self::to_venue);
        Ok(VenueOrder {
            id: self.id.clone(),
            client_order_id: self.client_order_id.clone(),
            symbol: our_symbol(&self.symbol).ok_or_else(|| wrong("symbol"))?,
            side,
            kind,
            quantity: self.qty,
            notional: self.notional,
            filled_quantity: self.filled_qty.unwrap_or_default(),
            filled_average_price: self.filled_avg_price,
            limit_price: self.limit_price,
            stop_price: self.stop_price,
            duration: self.time_in_force.parse().unwrap_or(TimeInForce::Day),
            status: VenueStatus::new(self.status.as_str()),
            replaces: self.replaces.clone(),
            replaced_by: self.replaced_by.clone(),
            legs: legs.collect::<Result<_, _>>()?,
            created_at: self.created_at,
            updated_at: self.updated_at.unwrap_or(self.created_at),
        })
    }
}

/// The data of a `trade_updates` message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TradeUpdate {
    /// `new`, `fill`, `partial_fill`, `canceled`, …
    pub event: String,
    /// The id of the event; of fills, our key.
    pub execution_id: Option<String>,
    /// Of a fill: the price of a unit.
    pub price: Option<Decimal>,
    /// Of a fill: its units.
    pub qty: Option<Decimal>,
    /// When.
    pub timestamp: Option<Timestamp>,
    /// The order after it.
    pub order: AlpacaOrder,
}

impl TradeUpdate {
    /// The order, and the fill if it is about one.
    pub fn to_news(&self) -> Result<(VenueOrder, Option<VenueExecution>), UnreadableOrder> {
        let order = self.order.to_venue()?;
        let is_fill = matches!(self.event.as_str(), "fill" | "partial_fill");
        let execution = match (&self.execution_id, self.price, self.qty) {
            (Some(key), Some(price), Some(quantity)) if is_fill => Some(VenueExecution {
                key: key.clone(),
                venue_order_id: order.id.clone(),
                symbol: order.symbol.clone(),
                side: order.side,
                quantity,
                price,
                // Alpaca charges its fees at the day's end, by account, not by fill.
                fee: Decimal::ZERO,
                at: self.timestamp.unwrap_or(order.updated_at),
            }),
            _ => None,
        };
        Ok((order, execution))
    }
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
