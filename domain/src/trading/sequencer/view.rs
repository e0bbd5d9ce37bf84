//! What an account's owner is shown: orders without what only the sequencer needs, positions, figures, switches.
//!
//! The shapes are those of our API, of the projections and of the news to whoever watches.

use serde::{Deserialize, Serialize};

use super::effect::PositionView;
use super::input::Figures;
use super::state::{KillSwitch, State};
use super::turn;
use crate::decimal::Decimal;
use crate::id::{BrokerAccountId, OrderId, SignalId, StrategyBindingId};
use crate::symbol::Symbol;
use crate::time::Timestamp;
use crate::trading::order::{
    Amount, Order, OrderClass, OrderStatus, OrderType, Origin, Role, Side, TimeInForce,
};

/// An order to show. Quantities and prices are decimals, as JSON strings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderView {
    /// `ord_…`
    pub id: OrderId,
    /// The account that it is of.
    pub account_id: BrokerAccountId,
    /// Who wanted it: `user`, `signal`, `exit` (a request to close, turn or protect) or `venue` (placed elsewhere).
    pub origin: String,
    /// The binding whose alert wanted it.
    pub binding_id: Option<StrategyBindingId>,
    /// The alert that wanted it.
    pub signal_id: Option<SignalId>,
    /// The entry that it is the target or stop of.
    pub parent_id: Option<OrderId>,
    /// What it is among those that belong together: `main`, or `take_profit` or `stop_loss` of another.
    // A user's role has the same name, and would take its place in the description.
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "main"))]
    pub role: Role,
    /// Of what.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub symbol: Symbol,
    /// Bought or sold.
    pub side: Side,
    /// At which price.
    #[serde(rename = "type")]
    pub kind: OrderType,
    /// How it is tied to its target and stop.
    pub class: OrderClass,
    /// Units in all; null while only an amount of money is known.
    pub quantity: Option<Decimal>,
    /// The amount of money that was asked for instead.
    pub notional: Option<Decimal>,
    /// Units filled.
    pub filled_quantity: Decimal,
    /// Their average price.
    pub average_price: Option<Decimal>,
    /// The limit.
    pub limit_price: Option<Decimal>,
    /// The stop.
    pub stop_price: Option<Decimal>,
    /// The target that comes with it.
    pub take_profit: Option<Decimal>,
    /// The stop that comes with it.
    pub stop_loss: Option<Decimal>,
    /// The limit of that stop, if it is a stop-limit order.
    pub stop_loss_limit: Option<Decimal>,
    /// How long it stands.
    pub duration: TimeInForce,
    /// Until when, for `gtd`.
    pub expires_at: Option<Timestamp>,
    /// Whether it may be filled outside the session.
    pub extended_hours: bool,
    /// Whether it must not open or turn a position.
    pub reduce_only: bool,
    /// Where it is.
    pub status: OrderStatus,
    /// The code of a refusal.
    pub reject_code: Option<String>,
    /// Why it was refused, for its owner.
    pub message: Option<String>,
    /// The venue's id of the order that stands for it now.
    pub venue_order_id: Option<String>,
    /// The venue's word for where that is.
    pub venue_status: Option<String>,
    /// The trading day whose trades it counts among, if it opens or enlarges a position.
    pub trade_day: Option<String>,
    /// When its intent was stored.
    pub created_at: Timestamp,
    /// When anything of it last changed.
    pub updated_at: Timestamp,
}

impl OrderView {
    /// What is shown of an order.
    pub fn of(account_id: BrokerAccountId, order: &Order) -> Self {
        let request = &order.request;
        let (origin, binding_id, signal_id) = match &order.origin {
            Origin::User => ("user", None, None),
            Origin::Signal { binding, signal } => ("signal", Some(*binding), Some(*signal)),
            Origin::Exit => ("exit", None, None),
            Origin::Venue => ("venue", None, None),
        };
        let notional = match request.amount {
            Amount::Notional(money) => Some(money),
            Amount::Quantity(_) => None,
        };
        let venue = order.current().map(|leg| &leg.venue);
        let refused = order.refused.as_ref().filter(|_| order.status.is_final());
        Self {
            id: order.id,
            account_id,
            origin: origin.to_owned(),
            binding_id,
            signal_id,
            parent_id: order.parent,
            role: order.role,
            symbol: request.symbol.clone(),
            side: request.side,
            kind: request.kind,
            class: request.class,
            quantity: order.quantity().or_else(|| request.amount.quantity()),
            notional,
            filled_quantity: order.filled(),
            average_price: order.average_price(),
            limit_price: request.limit_price,
            stop_price: request.stop_price,
            take_profit: request.take_profit.map(|target| target.limit_price),
            stop_loss: request.stop_loss.map(|stop| stop.stop_price),
            stop_loss_limit: request.stop_loss.and_then(|stop| stop.limit_price),
            duration: request.duration,
            expires_at: request.expires_at,
            extended_hours: request.extended_hours,
            reduce_only: request.reduce_only,
            status: order.status,
            reject_code: refused.map(|refused| refused.code.clone()),
            message: refused.map(|refused| refused.message.clone()),
            venue_order_id: venue.map(|venue| venue.id.clone()),
            venue_status: venue.map(|venue| venue.status.as_str().to_owned()),
            trade_day: order.trade_day.clone().filter(|_| order.is_trade()),
            created_at: order.created_at,
            updated_at: order.updated_at,
        }
    }
}

/// The last known price of a symbol.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceView {
    /// Of what.
    pub symbol: Symbol,
    /// What a unit traded at.
    pub price: Decimal,
}

/// An account to show, as the sequencer knows it: nothing of it costs a call to the venue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// Which.
    pub account_id: BrokerAccountId,
    /// The number of the last event: whoever has seen that one knows all this.
    pub seq: u64,
    /// Whether the venue's books have been read once; before, nothing can be ordered.
    pub opened: bool,
    /// Why nothing can be ordered, if its link is broken.
    pub inactive: Option<String>,
    /// Orders that are open, and those that ended lately.
    pub orders: Vec<OrderView>,
    /// Positions that are held.
    pub positions: Vec<PositionView>,
    /// The venue's figures.
    pub figures: Option<Figures>,
    /// The kill switch, when on.
    pub kill: Option<KillSwitch>,
    /// The day's loss and the limit that it reached, once it did.
    pub locked: Option<(Decimal, Decimal)>,
    /// The trading day, `YYYY-MM-DD`.
    pub day: String,
    /// The profit realised on that day, to the cent.
    pub day_profit: Decimal,
    /// Trades of that day.
    pub trades_today: u32,
    /// Trades that count towards the plan, of all accounts of the user.
    pub trades_in_all: u32,
    /// What the plan allows of those; null is any number.
    pub max_trades: Option<u32>,
    /// Symbols whose position is just being closed, turned or protected.
    pub exits: Vec<Symbol>,
    /// Prices of the symbols that were traded, as they were last known.
    pub prices: Vec<PriceView>,
}

impl State {
    /// The account to show, with the orders that are open or changed at `since` or later.
    pub fn view(&self, since: Timestamp) -> AccountView {
        let core = &self.core;
        let is_shown = |order: &&Order| !order.status.is_final() || order.updated_at >= since;
        let is_todays = |order: &&Order| order.is_trade() && order.trade_day.as_ref() == Some(&core.day.day);
        let trades_today = self.orders.values().filter(is_todays).count();
        let prices = core.markets.iter().filter_map(|(symbol, facts)| {
            let price = facts.price?;
            Some(PriceView {
                symbol: symbol.clone(),
                price,
            })
        });
        AccountView {
            account_id: core.account,
            seq: core.seq,
            opened: core.opened,
            inactive: core.settings.inactive.clone(),
            orders: self
                .orders
                .values()
                .filter(is_shown)
                .map(|order| OrderView::of(core.account, order))
                .collect(),
            positions: self
                .books
                .iter()
                .filter(|(_, book)| !book.position().is_flat())
                .map(|(symbol, _)| turn::view(self, symbol))
                .collect(),
            figures: core.figures,
            kill: core.kill,
            locked: core.day.locked,
            day: core.day.day.clone(),
            day_profit: self.realised().saturating_sub(core.day.start_realised).round(2),
            trades_today: u32::try_from(trades_today).unwrap_or(u32::MAX),
            trades_in_all: self.trades_in_all(),
            max_trades: core.settings.plan.max_trades,
            exits: core.exits.keys().cloned().collect(),
            prices: prices.collect(),
        }
    }
}
