//! All that a sequencer knows. It can be stored as a whole, or in parts: [`Core`], and a row for each order, book and key.

use serde::{Deserialize, Serialize};

use super::effect::Reply;
use super::input::{Facts, Figures};
use crate::decimal::Decimal;
use crate::id::{BrokerAccountId, OrderId};
use crate::sorted_map::SortedMap;
use crate::symbol::Symbol;
use crate::time::Timestamp;
use crate::trading::execution::VenueExecution;
use crate::trading::order::{Order, StopLoss, TakeProfit, VenueOrder};
use crate::trading::position::{Position, PositionBook};
use crate::trading::risk::{PlanLimits, RiskLimits};

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// What is small and changes often.
    pub core: Core,
    /// Orders that are open or ended lately.
    pub orders: SortedMap<OrderId, Order>,
    /// Positions.
    pub books: SortedMap<Symbol, PositionBook>,
    /// Commands that were carried out.
    pub keys: SortedMap<String, Answered>,
}

/// The small parts of a [`State`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Core {
    /// Whose.
    pub account: BrokerAccountId,
    /// The last event's number.
    pub seq: u64,
    /// The last projected event's number.
    pub projected: u64,
    /// When projecting was last asked for, while events wait for it.
    pub project_asked: Option<Timestamp>,
    /// Whether the venue's books have been read once: what was held before is known.
    pub opened: bool,
    /// Limits and link.
    pub settings: Settings,
    /// The trading day.
    pub day: Day,
    /// The kill switch, when on.
    pub kill: Option<KillSwitch>,
    /// Positions that are being closed, turned or protected.
    pub exits: SortedMap<Symbol, Exit>,
    /// News of orders that may be legs of an order whose answer is still out.
    pub orphans: Vec<(VenueOrder, Option<VenueExecution>)>,
    /// What was last known of the markets.
    pub markets: SortedMap<Symbol, Facts>,
    /// The venue's figures.
    pub figures: Option<Figures>,
    /// Ours and the venue's units, where they differed in the last snapshot, and whether that was told.
    pub drifts: SortedMap<Symbol, Drift>,
    /// When the venue's books were last read.
    pub snapshot_at: Option<Timestamp>,
    /// When they were last asked for.
    pub snapshot_asked: Option<Timestamp>,
    /// Trades of orders that left the state.
    pub archived_trades: u32,
}

/// A difference between our books and the venue's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drift {
    /// Units by our books.
    pub ours: Decimal,
    /// Units by the venue's.
    pub venue: Decimal,
    /// What a unit cost by the venue's.
    pub average_price: Decimal,
    /// Whether it was seen twice.
    pub told: bool,
}

/// What is set for an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Whether it is linked and its link works; the word to show when not.
    pub inactive: Option<String>,
    /// The user's limits.
    pub limits: RiskLimits,
    /// The plan's.
    pub plan: PlanLimits,
    /// Trades of the user's other accounts, which count towards the plan.
    pub trades_elsewhere: u32,
}

/// A trading day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Day {
    /// `YYYY-MM-DD`.
    pub day: String,
    /// The equity when it began, or was first known.
    pub start_equity: Option<Decimal>,
    /// The profit realised before it.
    pub start_realised: Decimal,
    /// The loss and the limit that it reached, once it did.
    pub locked: Option<(Decimal, Decimal)>,
}

/// The kill switch, when on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KillSwitch {
    /// Since when.
    pub since: Timestamp,
    /// Whether positions are closed.
    pub flatten: bool,
}

/// What is to become of a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExitKind {
    /// It is closed: so many units, or all.
    Close(Option<Decimal>),
    /// It is turned: closed, then opened the other way with so many (signed) units.
    Reverse(Decimal),
    /// It gets a target and a stop.
    Protect(Option<TakeProfit>, Option<StopLoss>),
}

/// How far that has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExitStage {
    /// The orders in the way are being cancelled.
    Clearing,
    /// The closing order is out.
    Sent,
}

/// What a position is protected by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cover {
    /// The target.
    pub take_profit: Option<TakeProfit>,
    /// The stop.
    pub stop_loss: Option<StopLoss>,
}

/// A position that is being closed, turned or protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exit {
    /// The order that will do it.
    pub order: OrderId,
    /// What.
    pub kind: ExitKind,
    /// How far.
    pub stage: ExitStage,
    /// What protected the position before a part of it was closed, and is to protect the rest.
    #[serde(default)]
    pub cover: Cover,
}

/// A command that was carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Of the command, to tell a repeat from another.
    pub fingerprint: String,
    /// What was answered.
    pub reply: Reply,
    /// When.
    pub at: Timestamp,
}

impl State {
    /// An account that was just linked. The first snapshot tells what it holds.
    pub const fn new(account: BrokerAccountId, settings: Settings) -> Self {
        Self {
            core: Core {
                account,
                seq: 0,
                projected: 0,
                project_asked: None,
                opened: false,
                settings,
                day: Day {
                    day: String::new(),
                    start_equity: None,
                    start_realised: Decimal::ZERO,
                    locked: None,
                },
                kill: None,
                exits: SortedMap::new(),
                orphans: Vec::new(),
                markets: SortedMap::new(),
                figures: None,
                drifts: SortedMap::new(),
                snapshot_at: None,
                snapshot_asked: None,
                archived_trades: 0,
            },
            orders: SortedMap::new(),
            books: SortedMap::new(),
            keys: SortedMap::new(),
        }
    }

    /// The position in `symbol`.
    pub fn position(&self, symbol: &Symbol) -> Position {
        self.books
            .get(symbol)
            .map_or_else(Position::default, |book| *book.position())
    }

    /// The profit of what was closed, in all symbols, since the beginning.
    pub fn realised(&self) -> Decimal {
        self.books.values().fold(Decimal::ZERO, |sum, book| {
            sum.saturating_add(book.position().realised())
        })
    }

    /// The orders of a symbol that are not over, here or at the venue.
    pub fn open_orders<'a>(&'a self, symbol: &'a Symbol) -> impl Iterator<Item = &'a Order> {
        self.orders.values().filter(move |order| {
            order.request.symbol == *symbol
                && (!order.status.is_final() || order.call.is_some() || order.is_alive_at_venue())
        })
    }

    /// The targets and stops of an order.
    pub fn children(&self, parent: OrderId) -> impl Iterator<Item = &Order> {
        self.orders
            .values()
            .filter(move |order| order.parent == Some(parent))
    }
}
