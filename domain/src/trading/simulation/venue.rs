//! A venue that behaves as Alpaca does: unique client order ids, brackets whose legs wait for the whole entry and cancel each
//! other, shares that are held for open orders, cancellations that take their time or are forgotten.

use std::collections::BTreeMap;

use super::random::Random;
use crate::decimal::Decimal;
use crate::symbol::Symbol;
use crate::time::Timestamp;
use crate::trading::execution::VenueExecution;
use crate::trading::order::{OrderClass, OrderRequest, OrderType, Refused, Side, VenueOrder, VenueStatus};
use crate::trading::sequencer::{Answer, Figures, Snapshot, VenuePosition};

pub(super) struct Held {
    pub(super) order: VenueOrder,
    parent: Option<String>,
    /// Average price = value / quantity.
    value: Decimal,
}

#[derive(Default)]
pub(super) struct Venue {
    pub(super) orders: BTreeMap<String, Held>,
    pub(super) positions: BTreeMap<Symbol, Decimal>,
    /// What was paid and got for units, without fees.
    pub(super) cash: Decimal,
    /// What it takes for each unit of a fill.
    pub(super) fee_a_unit: Decimal,
    /// What it took.
    pub(super) fees: Decimal,
    pub(super) prices: BTreeMap<Symbol, Decimal>,
    pub(super) is_open: bool,
    /// Whether it leaves orders alone that nobody cancels.
    pub(super) is_calm: bool,
    /// Whether it refuses to sell shares that other orders are for.
    pub(super) holds_shares: bool,
    ids: u64,
    /// What the stream has to tell.
    pub(super) stream: Vec<(VenueOrder, Option<VenueExecution>)>,
}

fn decimal(number: i64) -> Decimal {
    Decimal::from(number)
}

impl Venue {
    fn id(&mut self, kind: &str) -> String {
        self.ids += 1;
        format!("{kind}-{:05}", self.ids)
    }

    pub(super) fn position(&self, symbol: &Symbol) -> Decimal {
        self.positions.get(symbol).copied().unwrap_or_default()
    }

    pub(super) fn with_legs(&self, id: &str) -> VenueOrder {
        let mut order = self.orders[id].order.clone();
        order.legs = self
            .orders
            .values()
            .filter(|held| held.parent.as_deref() == Some(id))
            .map(|held| held.order.clone())
            .collect();
        order
    }

    fn find(&self, client_order_id: &str) -> Option<String> {
        let mut orders = self.orders.values();
        let found = orders.find(|held| held.order.client_order_id.as_deref() == Some(client_order_id));
        found.map(|held| held.order.id.clone())
    }

    pub(super) fn look_up(&self, id: Option<&str>, client_order_id: Option<&str>) -> Answer {
        let id = id
            .map(str::to_owned)
            .or_else(|| client_order_id.and_then(|id| self.find(id)));
        match id.filter(|id| self.orders.contains_key(id)) {
            Some(id) => Answer::Order(Box::new(self.with_legs(&id))),
            None => Answer::Absent,
        }
    }

    /// Shares that open orders of a side hold; of orders that cancel each other, once.
    fn reserved(&self, symbol: &Symbol, side: Side) -> Decimal {
        let mut groups: BTreeMap<&str, Decimal> = BTreeMap::new();
        for held in self.orders.values() {
            let order = &held.order;
            if order.symbol == *symbol && order.side == side && !order.status.is_over() {
                let root = held.parent.as_deref().unwrap_or(&order.id);
                let rest = order.quantity.unwrap().saturating_sub(order.filled_quantity);
                let group = groups.entry(root).or_default();
                *group = rest.max(*group);
            }
        }
        groups.into_values().fold(Decimal::ZERO, Decimal::saturating_add)
    }

    pub(super) fn submit(
        &mut self,
        client_order_id: &str,
        request: &OrderRequest,
        now: Timestamp,
        random: &mut Random,
    ) -> Answer {
        if self.find(client_order_id).is_some() {
            return Answer::AlreadySent;
        }
        let quantity = request.amount.quantity().unwrap();
        let position = self.position(&request.symbol);
        let lacks_shares = self.holds_shares
            && Side::reducing(position) == Some(request.side)
            && position
                .abs()
                .saturating_sub(self.reserved(&request.symbol, request.side))
                < quantity;
        if lacks_shares || random.percent(3) {
            return Answer::Refused(Refused {
                code: "40310000".to_owned(),
                message: "insufficient qty available for order".to_owned(),
            });
        }
        let id = self.id("v");
        let order = VenueOrder {
            id: id.clone(),
            client_order_id: Some(client_order_id.to_owned()),
            symbol: request.symbol.clone(),
            side: request.side,
            kind: request.kind,
            quantity: Some(quantity),
            notional: None,
            filled_quantity: Decimal::ZERO,
            filled_average_price: None,
            limit_price: request.limit_price,
            stop_price: request.stop_price,
            duration: request.duration,
            status: VenueStatus::new(if self.is_open { "pending_new" } else { "accepted" }),
            replaces: None,
            replaced_by: None,
            legs: Vec::new(),
            created_at: now,
            updated_at: now,
        };
        self.hold(order.clone(), None);
        let exit_side = if request.class == OrderClass::Oco {
            request.side
        } else {
            request.side.opposite()
        };
        let target = request.take_profit.map(|target| (Some(target.limit_price), None));
        let stop = request
            .stop_loss
            .map(|stop| (stop.limit_price, Some(stop.stop_price)));
        for (limit_price, stop_price) in target.into_iter().chain(stop) {
            let leg = VenueOrder {
                id: self.id("v"),
                client_order_id: Some(self.id("theirs")),
                side: exit_side,
                kind: if stop_price.is_some() {
                    OrderType::Stop
                } else {
                    OrderType::Limit
                },
                limit_price,
                stop_price,
                status: VenueStatus::new("held"),
                ..order.clone()
            };
            self.hold(leg, Some(id.clone()));
        }
        Answer::Order(Box::new(self.with_legs(&id)))
    }

    fn hold(&mut self, order: VenueOrder, parent: Option<String>) {
        let held = Held {
            order: order.clone(),
            parent,
            value: Decimal::ZERO,
        };
        self.stream.push((order.clone(), None));
        self.orders.insert(order.id, held);
    }

    /// Somebody trades at the venue itself.
    pub(super) fn submit_elsewhere(&mut self, request: &OrderRequest, now: Timestamp, random: &mut Random) {
        let id = self.id("theirs");
        self.submit(&id, request, now, random);
    }

    pub(super) fn cancel(&mut self, id: &str, now: Timestamp, random: &mut Random) -> Answer {
        let Some(held) = self.orders.get(id) else {
            return Answer::Absent;
        };
        if held.order.status.is_over() {
            return Answer::Refused(Refused {
                code: "42210000".to_owned(),
                message: "order is already over".to_owned(),
            });
        }
        if random.percent(10) {
            // Promised and forgotten.
            return Answer::Done;
        }
        // What only waits for another order is not at the market: nothing can fill it on its way out.
        let is_held = held.order.status.as_str() == "held";
        self.set(id, "pending_cancel", now);
        if is_held || random.percent(50) {
            self.end(id, "canceled", now);
        }
        Answer::Done
    }

    fn set(&mut self, id: &str, status: &str, now: Timestamp) {
        let held = self.orders.get_mut(id).unwrap();
        if !held.order.status.is_over() {
            held.order.status = VenueStatus::new(status);
            held.order.updated_at = now;
            self.stream.push((held.order.clone(), None));
        }
    }

    /// Ends an order, and with it those that cannot live without it.
    fn end(&mut self, id: &str, status: &str, now: Timestamp) {
        self.set(id, status, now);
        let parent = self.orders[id].parent.clone();
        let relatives: Vec<_> = self
            .orders
            .values()
            .filter(|held| {
                let is_child = held.parent.as_deref() == Some(id);
                let is_sibling = parent.is_some() && held.parent == parent;
                // The parent of an OCO pair is the target.
                let is_oco_parent = parent.as_deref() == Some(held.order.id.as_str());
                (is_child || is_sibling || is_oco_parent) && held.order.id != id
            })
            .map(|held| held.order.id.clone())
            .collect();
        for relative in relatives {
            self.set(&relative, "canceled", now);
        }
    }

    /// Prices move, orders fill, cancellations come through.
    pub(super) fn trade(&mut self, now: Timestamp, random: &mut Random) {
        for price in self.prices.values_mut() {
            let next = price.saturating_add(decimal(random.between(-2, 2)));
            *price = next.max(decimal(80)).min(decimal(120));
        }
        let open: Vec<_> = self
            .orders
            .values()
            .filter(|held| !held.order.status.is_over())
            .map(|held| held.order.id.clone())
            .collect();
        for id in open {
            let status = self.orders[&id].order.status.as_str().to_owned();
            match status.as_str() {
                "pending_cancel" if random.percent(40) => self.end(&id, "canceled", now),
                "pending_new" if random.percent(80) => self.set(&id, "new", now),
                "accepted" if self.is_open => self.set(&id, "new", now),
                "new" | "partially_filled" if !self.is_calm && random.percent(1) => {
                    self.end(&id, "expired", now);
                }
                "new" if !self.is_calm && random.percent(2) => self.set(&id, "moonlit", now),
                "held" => {}
                _ if self.is_open && random.percent(60) => self.try_fill(&id, now, random),
                _ => {}
            }
        }
    }

    fn try_fill(&mut self, id: &str, now: Timestamp, random: &mut Random) {
        let Some(held) = self.orders.get(id).filter(|held| !held.order.status.is_over()) else {
            return;
        };
        let order = held.order.clone();
        let price = self.prices[&order.symbol];
        let reached = |at: Decimal, above: bool| if above { price >= at } else { price <= at };
        let buys = order.side == Side::Buy;
        let fills = match order.kind {
            OrderType::Market => true,
            OrderType::Limit => reached(order.limit_price.unwrap(), !buys),
            OrderType::Stop | OrderType::StopLimit => reached(order.stop_price.unwrap(), buys),
        };
        if !fills {
            return;
        }
        let by_the_other = self.filled_by_the_other(id);
        let done = order.filled_quantity.saturating_add(by_the_other);
        let rest = order.quantity.unwrap().saturating_sub(done);
        if rest > Decimal::ZERO {
            let part = decimal(random.between(1, 10)).min(rest);
            let quantity = if random.percent(50) { rest } else { part };
            self.fill(id, quantity, price, now);
            if quantity < rest {
                return;
            }
        }
        if !by_the_other.is_zero() {
            self.end(id, "canceled", now);
        }
    }

    /// What the target has filled counts for the stop, and the other way round.
    fn filled_by_the_other(&self, id: &str) -> Decimal {
        let held = &self.orders[id];
        let is_other = |other: &&Held| {
            let is_sibling = held.parent.is_some() && other.parent == held.parent;
            let is_oco = other.parent.as_deref() == Some(id) || held.parent.as_ref() == Some(&other.order.id);
            other.order.id != id && other.order.side == held.order.side && (is_sibling || is_oco)
        };
        let others = self.orders.values().filter(is_other);
        others.fold(Decimal::ZERO, |sum, other| {
            sum.saturating_add(other.order.filled_quantity)
        })
    }

    fn fill(&mut self, id: &str, quantity: Decimal, price: Decimal, now: Timestamp) {
        let key = self.id("x");
        let held = self.orders.get_mut(id).unwrap();
        let order = &mut held.order;
        held.value = held.value.saturating_add(quantity.saturating_mul(price));
        order.filled_quantity = order.filled_quantity.saturating_add(quantity);
        order.filled_average_price = held.value.checked_div(order.filled_quantity).map(|p| p.round(9));
        order.updated_at = now;
        let is_whole = order.filled_quantity == order.quantity.unwrap();
        if !is_whole && order.status.as_str() != "pending_cancel" {
            order.status = VenueStatus::new("partially_filled");
        }
        let signed = order.side.signed(quantity);
        let (symbol, side) = (order.symbol.clone(), order.side);
        if is_whole {
            order.status = VenueStatus::new("filled");
        }
        let order = order.clone();
        let parent = held.parent.clone();
        let fee = quantity.saturating_mul(self.fee_a_unit);
        self.cash = self.cash.saturating_sub(signed.saturating_mul(price));
        self.fees = self.fees.saturating_add(fee);
        let position = self.positions.entry(symbol.clone()).or_default();
        *position = position.saturating_add(signed);
        let execution = VenueExecution {
            key,
            venue_order_id: id.to_owned(),
            symbol,
            side,
            quantity,
            price,
            fee,
            at: now,
        };
        self.stream.push((order.clone(), Some(execution)));
        if is_whole {
            let is_oco = |held: &Held| held.parent.as_deref() == Some(id) && held.order.side == order.side;
            if parent.is_some() || self.orders.values().any(is_oco) {
                self.end(id, "filled", now);
            } else {
                let legs: Vec<_> = self
                    .orders
                    .values()
                    .filter(|held| held.parent.as_deref() == Some(id))
                    .map(|held| held.order.id.clone())
                    .collect();
                for leg in legs {
                    self.set(&leg, "new", now);
                }
            }
        }
    }

    pub(super) fn snapshot(&self, now: Timestamp, asked_at: Timestamp) -> Snapshot {
        let parents = self.orders.values().filter(|held| held.parent.is_none());
        Snapshot {
            asked_at,
            orders: parents.map(|held| self.with_legs(&held.order.id)).collect(),
            positions: self
                .positions
                .iter()
                .filter(|(_, quantity)| !quantity.is_zero())
                .map(|(symbol, quantity)| VenuePosition {
                    symbol: symbol.clone(),
                    quantity: *quantity,
                    average_price: self.prices[symbol],
                })
                .collect(),
            figures: Figures {
                equity: decimal(1_000_000),
                cash: self.cash,
                buying_power: decimal(1_000_000),
                at: now,
            },
        }
    }
}
