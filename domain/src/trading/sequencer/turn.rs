//! One input's turn: collects what changes, and settles what follows from it before it ends.

use super::effect::{Dirty, Effect, Event, Happened, PositionView, Reply, Step};
use super::input::Now;
use super::state::{ExitKind, State};
use crate::decimal::Decimal;
use crate::id::{OrderId, PositionId};
use crate::sorted_map::SortedSet;
use crate::symbol::Symbol;
use crate::time::Timestamp;
use crate::trading::execution::digest;
use crate::trading::order::{Order, OrderClass, OrderStatus, Role};

pub(super) struct Turn<'a> {
    pub(super) state: &'a mut State,
    pub(super) now: &'a Now,
    pub(super) effects: Vec<Effect>,
    pub(super) keys: SortedSet<String>,
    /// Orders that have changed.
    pub(super) changed: SortedSet<OrderId>,
    /// Symbols whose position changed.
    pub(super) moved: SortedSet<Symbol>,
    /// Symbols whose positions the kill switch has to look at.
    pub(super) moved_or_due: SortedSet<Symbol>,
    /// Books that changed in any way.
    pub(super) rebooked: SortedSet<Symbol>,
    /// Events besides changed orders and positions.
    pub(super) happened: Vec<Happened>,
    /// Orders that left the state.
    pub(super) archived: SortedSet<OrderId>,
    /// Orders that became final in this turn.
    ended: Vec<OrderId>,
}

impl<'a> Turn<'a> {
    pub(super) const fn new(state: &'a mut State, now: &'a Now) -> Self {
        Self {
            state,
            now,
            effects: Vec::new(),
            keys: SortedSet::new(),
            changed: SortedSet::new(),
            moved: SortedSet::new(),
            moved_or_due: SortedSet::new(),
            rebooked: SortedSet::new(),
            happened: Vec::new(),
            archived: SortedSet::new(),
            ended: Vec::new(),
        }
    }

    pub(super) const fn at(&self) -> Timestamp {
        self.now.at
    }

    /// An id that is the same whenever it is made of the same parts: of orders that nobody brought an id for.
    pub(super) fn derived_id(&self, at: Timestamp, parts: &[&str]) -> OrderId {
        let mut all = vec!["order", self.state.core.account.as_str()];
        all.extend(parts);
        OrderId::new(at, digest(&all))
    }

    /// Changes an order, and everything that follows at once: its books, and that it is told. `None`: no such order.
    pub(super) fn update<T>(&mut self, id: OrderId, change: impl FnOnce(&mut Order) -> T) -> Option<T> {
        let order = self.state.orders.get_mut(&id)?;
        let before = order.clone();
        let result = change(order);
        order.settle();
        if *order == before {
            return Some(result);
        }
        order.updated_at = self.now.at;
        let ended = order.status.is_final() && !before.status.is_final();
        let after = order.clone();
        self.changed.insert(id);
        self.book(&before, &after);
        if ended {
            self.ended.push(id);
        }
        Some(result)
    }

    pub(super) fn insert(&mut self, order: Order) {
        self.changed.insert(order.id);
        self.state.orders.insert(order.id, order);
    }

    pub(super) fn tell(&mut self, happened: Happened) {
        self.happened.push(happened);
    }

    /// Ends the turn: whatever follows from the changes is done until nothing more follows.
    pub(super) fn finish(mut self, reply: Option<Reply>) -> Step {
        loop {
            let moved_before = self.rebooked.len();
            while let Some(id) = self.ended.pop() {
                self.order_ended(id);
            }
            self.watch_losses();
            self.progress_exits();
            if self.ended.is_empty() && self.rebooked.len() == moved_before {
                break;
            }
        }
        // A difference from the venue's books that was seen before a position moved says nothing any more.
        for symbol in &self.moved {
            self.state.core.drifts.remove(symbol);
        }
        let events = self.take_events();
        if !events.is_empty() {
            self.project();
        }
        self.changed.extend(core::mem::take(&mut self.archived));
        Step {
            reply,
            dirty: Dirty {
                orders: self.changed,
                books: self.rebooked,
                keys: self.keys,
            },
            events,
            effects: self.effects,
        }
    }

    fn take_events(&mut self) -> Vec<Event> {
        let changed = self
            .changed
            .iter()
            .filter_map(|id| self.state.orders.get(id))
            .map(|order| Happened::OrderChanged(Box::new(order.clone())));
        let moved = self
            .moved
            .iter()
            .map(|symbol| Happened::PositionChanged(view(self.state, symbol)));
        let all: Vec<_> = changed.chain(self.happened.drain(..)).chain(moved).collect();
        let mut events = Vec::with_capacity(all.len());
        for happened in all {
            self.state.core.seq += 1;
            events.push(Event {
                seq: self.state.core.seq,
                at: self.now.at,
                happened,
            });
        }
        events
    }

    /// An order that ends takes those with it that the venue never saw, and leaves a position that may need its exits.
    fn order_ended(&mut self, id: OrderId) {
        let Some(order) = self.state.orders.get(&id).cloned() else {
            return;
        };
        let orphaned: Vec<_> = self
            .state
            .children(id)
            .filter(|child| child.legs.is_empty() && !child.status.is_final())
            .map(|child| child.id)
            .collect();
        if order.status != OrderStatus::Filled {
            for child in orphaned {
                self.update(child, |child| child.finish(OrderStatus::Cancelled, None));
            }
            self.protect_the_filled_part(&order);
        }
        self.advance(id);
    }

    /// Venues drop target and stop of an entry that is filled in part and then cancelled.
    fn protect_the_filled_part(&mut self, order: &Order) {
        let is_entry = matches!(order.request.class, OrderClass::Bracket | OrderClass::Oto);
        let symbol = &order.request.symbol;
        let position = self.state.position(symbol);
        if is_entry
            && order.role == Role::Main
            && !order.filled().is_zero()
            && position.side() == Some(order.request.side)
            && !self.state.core.exits.contains_key(symbol)
        {
            let exit = ExitKind::Protect(order.request.take_profit, order.request.stop_loss);
            let id = self.derived_id(self.now.at, &["protect", order.id.as_str()]);
            self.begin_exit(&symbol.clone(), exit, id);
        }
    }
}

/// A position to show.
pub(super) fn view(state: &State, symbol: &Symbol) -> PositionView {
    let position = state.position(symbol);
    let name = symbol.to_string();
    PositionView {
        id: PositionId::new(
            Timestamp::EPOCH,
            digest(&["position", state.core.account.as_str(), &name]),
        ),
        symbol: symbol.clone(),
        quantity: position.quantity(),
        average_price: position.average_price(),
        cost: position.cost().round(8),
        realised_profit: position.realised_profit(),
    }
}

/// What `request` would need in all, less what is filled: what is left to send.
pub(super) fn rest(quantity: Decimal, order: &Order) -> Decimal {
    quantity.saturating_sub(order.filled())
}
