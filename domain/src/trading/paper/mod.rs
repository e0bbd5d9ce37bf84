//! The paper venue: it takes orders as a broker would and fills them against the datafeed's prices, with money that does
//! not exist.
//!
//! It is told what the market does ([`Tape`] for the present, [`Candle`](super::aggregate::Candle)s for what was between
//! two looks) and tells what became of the orders ([`News`]). Its rules, all on the careful side:
//!
//! - At the present price, a buy pays the ask and a sell gets the bid.
//! - Within a bar, prices are taken to go from the open to the nearer of high and low, on to the other, and to the close
//!   ([`path`](mod@path)). A limit is filled at its limit, a stop at its stop, or at the price that the market jumped to.
//! - Of what is traded in a bar, a resting order gets a tenth at most: large orders are filled in parts.
//! - Stocks cost nothing, coins a quarter of a percent. There is no credit: what is held, long or short, is covered by
//!   the account's worth.
//! - Opening and closing auctions do not exist here.
//!
//! Storing it, and looking at the market, is the caller's part.

mod matching;
pub mod path;
mod submit;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::execution::VenueExecution;
use super::order::{MarketKind, OrderClass, Refused, VenueOrder, VenueStatus};
use super::position::Position;
use super::sequencer::{Answer, Figures, LookUpBy, Snapshot, VenuePosition};
use crate::decimal::Decimal;
use crate::sorted_map::{SortedMap, SortedSet};
use crate::symbol::Symbol;
use crate::time::{DAY_MS, Timestamp};

/// How long an order that is over is kept.
const KEEP_MS: i64 = 7 * DAY_MS;

/// The market of a symbol at the present.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tape {
    /// Of what.
    pub symbol: Symbol,
    /// Where it trades.
    pub market: MarketKind,
    /// Whether it trades now.
    pub is_open: bool,
    /// What buyers bid.
    pub bid: Option<Decimal>,
    /// What sellers ask.
    pub ask: Option<Decimal>,
    /// The last price.
    pub last: Option<Decimal>,
    /// When its session ends, or the next one if none is on; by the market's clock. None where there are no sessions.
    pub session_ends: Option<Timestamp>,
    /// The time by the market's clock.
    pub at: Timestamp,
}

/// An order of the venue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperOrder {
    /// As it is told.
    pub order: VenueOrder,
    /// The order that it is the target or stop of.
    parent: Option<String>,
    class: OrderClass,
    market: MarketKind,
    reduce_only: bool,
    /// Whether a stop-limit's stop was reached.
    is_triggered: bool,
    /// Units times price of what is filled.
    value: Decimal,
    /// Bars that began before then are not for it.
    since: Timestamp,
    /// When it ends by itself, by the market's clock.
    until: Option<Timestamp>,
}

impl PaperOrder {
    fn rest(&self) -> Decimal {
        let quantity = self.order.quantity.unwrap_or_default();
        quantity.saturating_sub(self.order.filled_quantity)
    }

    fn is_over(&self) -> bool {
        self.order.status.is_over()
    }

    /// Whether it can be filled.
    fn is_live(&self) -> bool {
        !self.is_over() && self.order.status.as_str() != "held"
    }
}

/// What of the venue is small.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Core {
    /// Money.
    pub cash: Decimal,
    /// Counts orders and fills.
    serial: u64,
    /// What is held.
    pub positions: SortedMap<Symbol, Position>,
    /// Last known prices.
    prices: SortedMap<Symbol, Decimal>,
}

/// Something that happened to an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// The order after it.
    pub order: VenueOrder,
    /// The fill, if it is one.
    pub execution: Option<VenueExecution>,
}

/// The venue's account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Venue {
    /// What is small, and changes often.
    pub core: Core,
    /// Orders by their id.
    pub orders: SortedMap<String, PaperOrder>,
    changed: SortedSet<String>,
    news: Vec<News>,
}

impl Venue {
    /// A new account.
    pub fn new(cash: Decimal) -> Self {
        let core = Core {
            cash,
            ..Core::default()
        };
        Self::restored(core, SortedMap::new())
    }

    /// The account as it was stored.
    pub const fn restored(core: Core, orders: SortedMap<String, PaperOrder>) -> Self {
        Self {
            core,
            orders,
            changed: SortedSet::new(),
            news: Vec::new(),
        }
    }

    /// Takes out which orders changed since the last time; those that are gone must be deleted where they are stored.
    pub fn take_changed(&mut self) -> SortedSet<String> {
        core::mem::take(&mut self.changed)
    }

    /// Takes out what there is to tell.
    pub fn take_news(&mut self) -> Vec<News> {
        core::mem::take(&mut self.news)
    }

    /// Symbols with orders that can still be filled, and from when on bars matter to them.
    pub fn open_symbols(&self) -> SortedMap<Symbol, Timestamp> {
        let mut open = SortedMap::new();
        for held in self.orders.values().filter(|held| !held.is_over()) {
            let since = open.or_insert(held.order.symbol.clone(), held.since);
            *since = held.since.min(*since);
        }
        open
    }

    /// Where a symbol trades, as far as an order told; stocks have sessions, which is the careful guess.
    pub fn market_of(&self, symbol: &Symbol) -> MarketKind {
        let mut orders = self.orders.values();
        let known = orders.find(|held| held.order.symbol == *symbol);
        known.map_or(MarketKind::Stocks, |held| held.market)
    }

    /// Symbols of which something is held.
    pub fn held_symbols(&self) -> Vec<Symbol> {
        let positions = self.core.positions.iter();
        let held = positions.filter(|(_, position)| !position.is_flat());
        held.map(|(symbol, _)| symbol.clone()).collect()
    }

    /// Takes in what a unit trades at, by which what is held is valued.
    pub fn learn_price(&mut self, symbol: &Symbol, price: Decimal) {
        self.core.prices.insert(symbol.clone(), price);
    }

    /// Cancels an order, and what belongs to it.
    pub fn cancel(&mut self, id: &str, now: Timestamp) -> Answer {
        match self.orders.get(id) {
            None => Answer::Absent,
            Some(held) if held.is_over() => Answer::Refused(Refused {
                code: "42210000".to_owned(),
                message: "The order is over already.".to_owned(),
            }),
            Some(_) => {
                self.end(id, "canceled", now);
                Answer::Done
            }
        }
    }

    /// Where an order is, with its legs.
    pub fn look_up(&self, by: &LookUpBy) -> Answer {
        let found = match by {
            LookUpBy::VenueId(id) => self.orders.get(id),
            LookUpBy::ClientOrderId(id) => self.by_client_id(id),
        };
        found.map_or(Answer::Absent, |held| {
            Answer::Order(Box::new(self.with_legs(held)))
        })
    }

    /// The books.
    pub fn snapshot(&self, asked_at: Timestamp, now: Timestamp) -> Snapshot {
        let parents = self.orders.values().filter(|held| held.parent.is_none());
        let positions = self.core.positions.iter().filter(|(_, held)| !held.is_flat());
        Snapshot {
            asked_at,
            orders: parents.map(|held| self.with_legs(held)).collect(),
            positions: positions
                .map(|(symbol, held)| VenuePosition {
                    symbol: symbol.clone(),
                    quantity: held.quantity(),
                    average_price: held.average_price().unwrap_or_default(),
                })
                .collect(),
            figures: self.figures(now),
        }
    }

    /// What the account is worth, and what of it is free.
    pub fn figures(&self, at: Timestamp) -> Figures {
        let mut equity = self.core.cash;
        let mut bound = Decimal::ZERO;
        for (symbol, held) in self.core.positions.iter() {
            let price = self.price_of(symbol).or_else(|| held.average_price());
            let value = held.value_at(price.unwrap_or_default());
            equity = equity.saturating_add(value);
            bound = bound.saturating_add(value.abs());
        }
        Figures {
            equity: equity.round(2),
            cash: self.core.cash.round(2),
            buying_power: equity.saturating_sub(bound).max(Decimal::ZERO).round(2),
            at,
        }
    }

    /// Forgets orders that ended long ago.
    pub fn tidy(&mut self, now: Timestamp) {
        let horizon = now.plus_millis(-KEEP_MS);
        let is_old = |held: &PaperOrder| held.is_over() && held.order.updated_at < horizon;
        let kept_parents: SortedSet<String> = self
            .orders
            .values()
            .filter(|held| !is_old(held))
            .filter_map(|held| held.parent.clone())
            .collect();
        let old: Vec<String> = self
            .orders
            .iter()
            .filter(|(id, held)| is_old(held) && !kept_parents.contains(*id))
            .map(|(id, _)| id.clone())
            .collect();
        for id in old {
            self.orders.remove(&id);
            self.changed.insert(id);
        }
    }

    fn price_of(&self, symbol: &Symbol) -> Option<Decimal> {
        self.core.prices.get(symbol).copied()
    }

    fn position(&self, symbol: &Symbol) -> Decimal {
        let held = self.core.positions.get(symbol);
        held.map(Position::quantity).unwrap_or_default()
    }

    fn by_client_id(&self, id: &str) -> Option<&PaperOrder> {
        let mut orders = self.orders.values();
        orders.find(|held| held.order.client_order_id.as_deref() == Some(id))
    }

    fn with_legs(&self, held: &PaperOrder) -> VenueOrder {
        let legs = self.legs_of(&held.order.id);
        VenueOrder {
            legs: legs.map(|leg| leg.order.clone()).collect(),
            ..held.order.clone()
        }
    }

    fn legs_of<'a>(&'a self, parent: &'a str) -> impl Iterator<Item = &'a PaperOrder> {
        let orders = self.orders.values();
        orders.filter(move |held| held.parent.as_deref() == Some(parent))
    }

    fn serial(&mut self, kind: &str) -> String {
        self.core.serial += 1;
        format!("{kind}-{:06}", self.core.serial)
    }

    /// Changes an order, and notes that it is to be stored.
    fn change<T>(&mut self, id: &str, change: impl FnOnce(&mut PaperOrder) -> T) -> Option<T> {
        let held = self.orders.get_mut(id)?;
        self.changed.insert(id.to_owned());
        Some(change(held))
    }

    /// Brings an order that is not over to another status, and tells of it.
    fn set(&mut self, id: &str, status: &'static str, now: Timestamp) {
        let told = self.change(id, |held| {
            if held.is_over() || held.order.status.as_str() == status {
                return None;
            }
            held.order.status = VenueStatus::new(status);
            held.order.updated_at = now;
            Some(held.order.clone())
        });
        if let Some(Some(order)) = told {
            self.news.push(News {
                order,
                execution: None,
            });
        }
    }

    /// Ends an order, and with it those that cannot live without it: legs, and the other of a pair.
    fn end(&mut self, id: &str, status: &'static str, now: Timestamp) {
        self.set(id, status, now);
        let Some(ended) = self.orders.get(id) else {
            return;
        };
        let (parent, is_leg) = (ended.parent.clone(), ended.parent.is_some());
        let pair_of = parent.as_deref().and_then(|parent| self.orders.get(parent));
        let oco_parent = pair_of.filter(|parent| parent.class == OrderClass::Oco);
        let oco_parent = oco_parent.map(|parent| parent.order.id.clone());
        let relatives: Vec<String> = self
            .orders
            .values()
            .filter(|held| held.order.id != id && !held.is_over())
            .filter(|held| {
                held.parent.as_deref() == Some(id)
                    || (is_leg && held.parent == parent)
                    || oco_parent.as_deref() == Some(held.order.id.as_str())
            })
            .map(|held| held.order.id.clone())
            .collect();
        for relative in relatives {
            self.set(&relative, "canceled", now);
        }
    }
}
