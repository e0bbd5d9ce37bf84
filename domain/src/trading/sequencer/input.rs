//! What a sequencer takes in.

use serde::{Deserialize, Serialize};

use super::effect::CallRef;
use super::state::Settings;
use crate::decimal::Decimal;
use crate::id::OrderId;
use crate::symbol::Symbol;
use crate::time::Timestamp;
use crate::trading::execution::VenueExecution;
use crate::trading::order::{Instrument, OrderRequest, Origin, Refused, StopLoss, TakeProfit, VenueOrder};

/// The time of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Now {
    /// The clock's.
    pub at: Timestamp,
    /// The trading day that it belongs to, `YYYY-MM-DD` (see [`crate::trading::session`]). Days only go forward.
    pub day: String,
}

/// What a user, or something for the user, wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// A new order.
    Place {
        /// Its id, made by the caller. When the key was used before, the first id holds.
        order: OrderId,
        /// What.
        request: Box<OrderRequest>,
        /// Who wants it.
        origin: Origin,
        /// Whether the user has confirmed it after a preview.
        confirmed: bool,
        /// Of a strategy's order: whether it is wanted beside an equal one that still waits. If not, that one is the answer.
        may_repeat: bool,
    },
    /// Another request in place of an order's; symbol and side stay.
    Modify {
        /// The order.
        order: OrderId,
        /// What it is to be, in all: what is filled already counts.
        request: Box<OrderRequest>,
    },
    /// To cancel an order.
    Cancel {
        /// The order.
        order: OrderId,
    },
    /// To close a position, or so many units of it. Its orders are cancelled first: all of them, or, for a part, those
    /// that close as well.
    Close {
        /// The position's.
        symbol: Symbol,
        /// `None` closes it all.
        quantity: Option<Decimal>,
    },
    /// To close a position and open the opposite one of the same size.
    Reverse {
        /// The position's.
        symbol: Symbol,
    },
    /// To give a position this target and stop instead of what it has; neither takes them away.
    Protect {
        /// The position's.
        symbol: Symbol,
        /// The target.
        take_profit: Option<TakeProfit>,
        /// The stop.
        stop_loss: Option<StopLoss>,
    },
    /// To cancel all orders and refuse new ones that open positions.
    Kill {
        /// Whether to close all positions too.
        flatten: bool,
    },
    /// To let orders through again.
    Unkill,
    /// To take the venue's word for a position that differs from ours.
    AdoptPosition {
        /// The position's.
        symbol: Symbol,
    },
    /// A stock split of `new` units for `old` ones, told once by its own key.
    Split {
        /// Of what.
        symbol: Symbol,
        /// Units after it.
        new: Decimal,
        /// Units before it.
        old: Decimal,
        /// From when on.
        at: Timestamp,
    },
}

/// What is known of the market at the time of a command.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Facts {
    /// What the venue allows for the command's symbol.
    pub instrument: Option<Instrument>,
    /// What a unit trades at.
    pub price: Option<Decimal>,
}

/// The venue's figures of the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// What it is worth in all.
    pub equity: Decimal,
    /// Its money.
    pub cash: Decimal,
    /// What can be spent.
    pub buying_power: Decimal,
    /// When that was.
    pub at: Timestamp,
}

/// What became of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// The order: taken, or found.
    Order(Box<VenueOrder>),
    /// The cancellation is accepted; the order will follow.
    Done,
    /// The venue knows no such order.
    Absent,
    /// It refused, and nothing happened.
    Refused(Refused),
    /// It knows the client order id already: an earlier request of ours came through.
    AlreadySent,
    /// Nobody knows: a time-out, a broken connection, an error of the server.
    Lost,
    /// It surely did not happen, and may be tried again at that time.
    Throttled {
        /// When.
        until: Timestamp,
    },
}

/// A position by the venue's books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VenuePosition {
    /// Of what.
    pub symbol: Symbol,
    /// Units; below nought when short.
    pub quantity: Decimal,
    /// What a unit cost.
    pub average_price: Decimal,
}

/// The venue's books, as an answer to [`super::Effect::Snapshot`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// When it was asked for, by our clock.
    pub asked_at: Timestamp,
    /// All its open orders, and those that ended lately, with their legs.
    pub orders: Vec<VenueOrder>,
    /// All its positions, asked for after the orders.
    pub positions: Vec<VenuePosition>,
    /// Its figures.
    pub figures: Figures,
}

/// Anything that a sequencer takes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Somebody wants something.
    Command {
        /// The idempotency key: with the same key, the same command is carried out once.
        key: String,
        /// What.
        command: Command,
        /// The market.
        facts: Facts,
    },
    /// What a call brought.
    Answer {
        /// The call.
        call: CallRef,
        /// What it brought.
        answer: Answer,
    },
    /// News of an order from the venue's stream or from a list.
    News {
        /// The order.
        order: Box<VenueOrder>,
        /// The fill that they are about.
        execution: Option<VenueExecution>,
    },
    /// The venue's books.
    Snapshot(Box<Snapshot>),
    /// The venue's figures.
    Figures(Figures),
    /// New limits, another plan, a link that was made or broken.
    Settings(Box<Settings>),
    /// The events through that number are stored where they are projected to.
    Projected {
        /// The last event's number.
        through: u64,
    },
    /// The time of [`super::Sequencer::next_alarm`].
    Alarm,
    /// The state was just restored: calls that were under way may or may not have happened.
    Resumed,
}
