//! News of orders: whose they are, and what they do to the books.

use super::effect::Happened;
use super::turn::Turn;
use crate::id::OrderId;
use crate::sorted_map::SortedMap;
use crate::trading::execution::VenueExecution;
use crate::trading::order::{
    Amount, CallKind, ClientOrderId, Order, OrderClass, OrderRequest, Origin, Role, Side, VenueOrder,
};
use crate::trading::position::Entry;

impl Turn<'_> {
    /// Takes in news from the venue.
    pub(super) fn news(&mut self, news: &VenueOrder, execution: Option<&VenueExecution>) {
        match self.owner(news) {
            Some(id) => self.observed(id, news, execution),
            None if is_archived(news) => {}
            None if self.may_be_leg(news) => {
                let orphan = (news.clone(), execution.cloned());
                if !self.state.core.orphans.contains(&orphan) {
                    self.state.core.orphans.push(orphan);
                }
            }
            None => self.adopt(news, execution),
        }
    }

    /// Our order that a venue order belongs to.
    fn owner(&self, news: &VenueOrder) -> Option<OrderId> {
        let by_client_id = client_id(news).map(|id| id.order);
        if let Some(id) = by_client_id.filter(|id| self.state.orders.contains_key(id)) {
            return Some(id);
        }
        let is_same_or_next = |order: &Order| {
            order.legs.iter().any(|leg| {
                leg.venue.id == news.id
                    || news.replaces.as_ref() == Some(&leg.venue.id)
                    || leg.venue.replaced_by.as_ref() == Some(&news.id)
            })
        };
        let owner = self.state.orders.values().find(|order| is_same_or_next(order));
        owner.map(|order| order.id)
    }

    /// A target or stop may be heard of before the answer that says whose it is.
    fn may_be_leg(&self, news: &VenueOrder) -> bool {
        self.state.orders.values().any(|order| {
            order.request.symbol == news.symbol
                && order.request.class != OrderClass::Simple
                && order.call.is_some_and(|call| call.kind == CallKind::Submit)
        })
    }

    /// An order that somebody placed at the venue itself.
    fn adopt(&mut self, news: &VenueOrder, execution: Option<&VenueExecution>) {
        let amount = match (news.quantity, news.notional) {
            (None, Some(money)) => Amount::Notional(money),
            (quantity, _) => Amount::Quantity(quantity.unwrap_or_default()),
        };
        let request = OrderRequest {
            kind: news.kind,
            limit_price: news.limit_price,
            stop_price: news.stop_price,
            duration: news.duration,
            ..OrderRequest::market(news.symbol.clone(), news.side, amount)
        };
        let id = self.derived_id(news.created_at, &["venue", &news.id]);
        if !self.state.orders.contains_key(&id) {
            self.insert(Order::new(id, request, Origin::Venue, self.at()));
        }
        self.observed(id, news, execution);
    }

    /// Takes in news of our order `id`.
    pub(super) fn observed(&mut self, id: OrderId, news: &VenueOrder, execution: Option<&VenueExecution>) {
        self.update(id, |order| order.observe(news, execution));
        for leg in &news.legs {
            self.observed_leg(id, news, leg);
        }
        if self.is_call_moot(id) {
            self.update(id, |order| {
                order.call = None;
                order.refused = None;
            });
        }
        self.advance(id);
        self.claim_orphans();
    }

    /// Whether the news have told what the call under way is for: the order has arrived (and has no legs that only the
    /// answer tells), or there is nothing left to cancel.
    fn is_call_moot(&self, id: OrderId) -> bool {
        let Some(order) = self.state.orders.get(&id) else {
            return false;
        };
        match order.call.map(|call| call.kind) {
            None => false,
            Some(CallKind::Submit) => order.request.class == OrderClass::Simple && order.current().is_some(),
            Some(CallKind::Cancel | CallKind::LookUp) => !order.is_alive_at_venue(),
        }
    }

    fn observed_leg(&mut self, parent: OrderId, of: &VenueOrder, leg: &VenueOrder) {
        let role = if leg.kind.has_stop() {
            Role::StopLoss
        } else {
            Role::TakeProfit
        };
        let child = self.owner(leg).or_else(|| {
            let is_this_revision = |child: &&Order| {
                let revision = client_id(of).map(|id| id.revision.to_string());
                revision.is_none_or(|revision| {
                    let parts = ["child", parent.as_str(), &revision, role.as_str()];
                    self.derived_id(child.created_at, &parts) == child.id
                })
            };
            self.state
                .children(parent)
                .filter(|child| child.role == role && child.legs.is_empty())
                .find(is_this_revision)
                .map(|child| child.id)
        });
        match child {
            Some(child) => self.observed(child, leg, None),
            None => self.adopt(leg, None),
        }
    }

    /// Gives the news that waited to their orders, or, when no order can claim them any more, to nobody.
    fn claim_orphans(&mut self) {
        for (news, execution) in core::mem::take(&mut self.state.core.orphans) {
            self.news(&news, execution.as_ref());
        }
    }

    /// Brings the book up to date with the fills of an order.
    pub(super) fn book(&mut self, before: &Order, after: &Order) {
        let by_key = |order: &Order| -> SortedMap<String, VenueExecution> {
            let fills = order.fills().into_iter();
            fills.map(|fill| (fill.key.clone(), fill)).collect()
        };
        let (old, new) = (by_key(before), by_key(after));
        if old == new {
            return;
        }
        let symbol = after.request.symbol.clone();
        let known: Vec<_> = after
            .legs
            .iter()
            .flat_map(|leg| leg.executions.iter())
            .filter(|fill| !old.contains_key(&fill.key))
            .cloned()
            .collect();
        for execution in known {
            self.tell(Happened::Executed {
                id: execution.id(self.state.core.account),
                order: after.id,
                closes: Side::reducing(self.state.position(&symbol).quantity()) == Some(execution.side),
                execution,
            });
        }
        let book = self.state.books.or_default(symbol.clone());
        let mut moved = false;
        for key in old.keys().filter(|key| !new.contains_key(*key)) {
            moved |= book.remove(key);
        }
        for fill in new.values().filter(|fill| old.get(&fill.key) != Some(fill)) {
            moved |= book.put(Entry::from(fill));
        }
        if moved {
            self.rebooked.insert(symbol.clone());
            self.moved.insert(symbol);
        }
    }
}

fn client_id(news: &VenueOrder) -> Option<ClientOrderId> {
    news.client_order_id.as_deref()?.parse().ok()
}

/// It bears an id of ours, and orders are stored before they are sent: it ended so long ago that it left the state.
fn is_archived(news: &VenueOrder) -> bool {
    client_id(news).is_some()
}
