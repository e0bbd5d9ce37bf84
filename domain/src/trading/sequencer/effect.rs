//! What a sequencer wants done and told.

use serde::{Deserialize, Serialize};

use crate::decimal::Decimal;
use crate::id::{ExecutionId, OrderId, PositionId};
use crate::sorted_map::SortedSet;
use crate::symbol::Symbol;
use crate::time::Timestamp;
use crate::trading::execution::VenueExecution;
use crate::trading::order::{Order, OrderRequest};
use crate::trading::risk::Refusal;
use crate::validation::FieldError;

/// Which call of which order; comes back with its [`super::Answer`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallRef {
    /// The order.
    pub order: OrderId,
    /// The attempt.
    pub attempt: u32,
}

/// How to look an order up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LookUpBy {
    /// By our id.
    ClientOrderId(String),
    /// By the venue's.
    VenueId(String),
}

/// Something to do, once the step is stored. An effect that is lost is found out by alarm or by
/// [`super::Input::Resumed`]; none need be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Send an order.
    Submit {
        /// Goes with the answer.
        call: CallRef,
        /// What the venue must know it by.
        client_order_id: String,
        /// The order: what is left of it.
        request: Box<OrderRequest>,
    },
    /// Cancel an order.
    Cancel {
        /// Goes with the answer.
        call: CallRef,
        /// The venue's id.
        venue_order_id: String,
    },
    /// Ask where an order is, with its legs.
    LookUp {
        /// Goes with the answer.
        call: CallRef,
        /// By which id.
        by: LookUpBy,
    },
    /// Fetch the venue's books.
    Snapshot,
    /// Store the events that are not projected yet, through that number, and hand in [`super::Input::Projected`].
    Project {
        /// The last event's number.
        through: u64,
    },
}

/// The answer to a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// It is stored and under way.
    Accepted {
        /// The order: of a place or change, or the one that will close, turn or protect the position.
        order: OrderId,
    },
    /// An equal wish is under way already; nothing was added.
    Pending {
        /// The order of that wish.
        order: OrderId,
    },
    /// It is done.
    Done,
    /// A rule refuses it.
    Refused(Refusal),
    /// Fields are wrong.
    Invalid(Vec<FieldError>),
    /// There is no such order or position.
    NotFound,
    /// It does not fit where the order or the position is.
    Conflict(String),
    /// The key was used for another command.
    KeyReused,
}

/// A position to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositionView {
    /// Its id.
    pub id: PositionId,
    /// Of what.
    pub symbol: Symbol,
    /// Units; below nought when short.
    pub quantity: Decimal,
    /// What a unit cost.
    pub average_price: Option<Decimal>,
    /// What the units cost.
    pub cost: Decimal,
    /// The profit of what was closed, since the beginning, to the cent.
    pub realised_profit: Decimal,
}

impl PositionView {
    /// The profit of what is held at `price`, to the cent; nothing when nothing is held.
    pub fn unrealised_profit(&self, price: Decimal) -> Option<Decimal> {
        let value = self.quantity.saturating_mul(price);
        (!self.quantity.is_zero()).then(|| value.saturating_sub(self.cost).round(2))
    }
}

/// Something that happened, for projections, the audit log and whoever watches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// An order is new or has changed; it is whole, so that a projection can just store it.
    OrderChanged(Box<Order>),
    /// A fill became known.
    Executed {
        /// Our id of it.
        id: ExecutionId,
        /// The order.
        order: OrderId,
        /// The fill.
        execution: VenueExecution,
        /// Whether it made the position smaller that was held when it became known.
        closes: bool,
    },
    /// A position changed.
    PositionChanged(PositionView),
    /// A command was refused by a rule.
    Refused {
        /// The command's key.
        key: String,
        /// Why.
        refusal: Refusal,
    },
    /// The kill switch was switched.
    KillSwitched {
        /// Whether it is on.
        on: bool,
    },
    /// The day's loss reached its limit.
    DayLocked {
        /// The loss.
        loss: Decimal,
        /// The limit.
        limit: Decimal,
    },
    /// A position's orders are being cleared to close, turn or protect it.
    ExitBegun {
        /// Of what.
        symbol: Symbol,
    },
    /// That is over.
    ExitEnded {
        /// Of what.
        symbol: Symbol,
        /// Why it did not do what was wanted, if it did not.
        failure: Option<String>,
    },
    /// Our books and the venue's differ, twice in a row.
    Drifted {
        /// Of what.
        symbol: Symbol,
        /// Units by our books.
        ours: Decimal,
        /// Units by the venue's.
        venue: Decimal,
    },
    /// A call keeps failing; it goes on.
    Stuck {
        /// The order.
        order: OrderId,
        /// How often it was tried.
        attempts: u32,
    },
    /// An order that was given up turned up at the venue; it is being cancelled.
    TurnedUp {
        /// The order.
        order: OrderId,
    },
    /// An order that ended long ago left the state; it is in the projections.
    Archived {
        /// The order.
        order: OrderId,
    },
}

/// A numbered event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// From 1, without a gap.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub happened: Happened,
}

/// Which parts of the state changed and must be stored; [`super::Core`] always must. What is named here but no longer in
/// the state must be deleted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dirty {
    /// Orders.
    pub orders: SortedSet<OrderId>,
    /// Books.
    pub books: SortedSet<Symbol>,
    /// Idempotency keys.
    pub keys: SortedSet<String>,
}

/// What an input brought about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What to answer, to a command.
    pub reply: Option<Reply>,
    /// What to store, in one transaction with the events.
    pub dirty: Dirty,
    /// What happened.
    pub events: Vec<Event>,
    /// What to do after that.
    pub effects: Vec<Effect>,
}
