//! Taking orders in.

use super::{PaperOrder, Tape, Venue};
use crate::decimal::Decimal;
use crate::symbol::Symbol;
use crate::time::Timestamp;
use crate::trading::order::{
    MarketKind, OrderClass, OrderRequest, OrderType, Refused, Side, TimeInForce, VenueOrder, VenueStatus,
};
use crate::trading::sequencer::Answer;

fn refused(code: &str, message: &str) -> Answer {
    Answer::Refused(Refused {
        code: code.to_owned(),
        message: message.to_owned(),
    })
}

impl Venue {
    /// Takes an order, and fills it at once if it can be.
    pub fn submit(
        &mut self,
        client_order_id: &str,
        request: &OrderRequest,
        tape: &Tape,
        now: Timestamp,
    ) -> Answer {
        if self.by_client_id(client_order_id).is_some() {
            return Answer::AlreadySent;
        }
        self.learn(tape);
        if matches!(request.duration, TimeInForce::Opg | TimeInForce::Cls) {
            return refused("42210000", "Paper accounts take no orders for the auctions.");
        }
        let price = request.own_price().or_else(|| tape.price(request.side));
        let Some(price) = price else {
            return refused("40310000", "No price is known to fill the order at.");
        };
        let quantity = request.amount.quantity_at(price).unwrap_or_default();
        if quantity <= Decimal::ZERO {
            return refused("42210000", "The order is for less than can be traded.");
        }
        if !self.is_covered(request, quantity, price, now) {
            return refused("40310000", "insufficient buying power");
        }
        let id = self.serial("paper");
        let order = Self::order_of(&id, client_order_id, request, quantity, tape, now);
        let until = match (request.duration, tape.market) {
            (TimeInForce::Day, MarketKind::Stocks) => tape.session_ends,
            _ => None,
        };
        let held = PaperOrder {
            order,
            parent: None,
            class: request.class,
            market: tape.market,
            reduce_only: request.reduce_only,
            is_triggered: false,
            value: Decimal::ZERO,
            since: tape.at,
            until,
        };
        self.hold(held.clone());
        self.hold_legs(&held, request);
        self.look(tape, now);
        if matches!(request.duration, TimeInForce::Ioc | TimeInForce::Fok) {
            self.end(&id, "canceled", now);
        }
        self.orders.get(&id).map_or(Answer::Absent, |held| {
            Answer::Order(Box::new(self.with_legs(held)))
        })
    }

    fn order_of(
        id: &str,
        client_order_id: &str,
        request: &OrderRequest,
        quantity: Decimal,
        tape: &Tape,
        now: Timestamp,
    ) -> VenueOrder {
        let status = if tape.is_open { "new" } else { "accepted" };
        VenueOrder {
            id: id.to_owned(),
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
            status: VenueStatus::new(status),
            replaces: None,
            replaced_by: None,
            legs: Vec::new(),
            created_at: now,
            updated_at: now,
        }
    }

    /// Targets and stops wait for the whole entry; the stop of an OCO order stands beside it from the start.
    fn hold_legs(&mut self, entry: &PaperOrder, request: &OrderRequest) {
        let is_oco = request.class == OrderClass::Oco;
        let side = if is_oco {
            request.side
        } else {
            request.side.opposite()
        };
        let target = request.take_profit.map(|target| (Some(target.limit_price), None));
        let stop = request
            .stop_loss
            .map(|stop| (stop.limit_price, Some(stop.stop_price)));
        for (limit_price, stop_price) in target.into_iter().chain(stop) {
            let kind = match (limit_price, stop_price) {
                (Some(_), Some(_)) => OrderType::StopLimit,
                (None, Some(_)) => OrderType::Stop,
                _ => OrderType::Limit,
            };
            let id = self.serial("paper");
            let order = VenueOrder {
                client_order_id: Some(format!("leg-{id}")),
                id,
                side,
                kind,
                limit_price,
                stop_price,
                status: if is_oco {
                    entry.order.status.clone()
                } else {
                    VenueStatus::new("held")
                },
                ..entry.order.clone()
            };
            self.hold(PaperOrder {
                order,
                parent: Some(entry.order.id.clone()),
                class: OrderClass::Simple,
                reduce_only: true,
                ..entry.clone()
            });
        }
    }

    fn hold(&mut self, held: PaperOrder) {
        self.changed.insert(held.order.id.clone());
        self.news.push(super::News {
            order: held.order.clone(),
            execution: None,
        });
        self.orders.insert(held.order.id.clone(), held);
    }

    /// Whether what an order would open, with what other orders would, is covered by what is free.
    fn is_covered(&self, request: &OrderRequest, quantity: Decimal, price: Decimal, now: Timestamp) -> bool {
        let opening = |symbol: &Symbol, side: Side, quantity: Decimal| {
            let held = self.position(symbol);
            let closable = if Side::reducing(held) == Some(side) {
                held.abs()
            } else {
                Decimal::ZERO
            };
            quantity.saturating_sub(closable).max(Decimal::ZERO)
        };
        let wanted = opening(&request.symbol, request.side, quantity);
        if request.reduce_only || wanted.is_zero() {
            return true;
        }
        let reserved = self
            .orders
            .values()
            .filter(|held| !held.is_over() && !held.reduce_only && held.parent.is_none())
            .fold(Decimal::ZERO, |sum, held| {
                let order = &held.order;
                let own = order.limit_price.or(order.stop_price);
                let price = own.or_else(|| self.price_of(&order.symbol)).unwrap_or_default();
                let units = opening(&order.symbol, order.side, held.rest());
                sum.saturating_add(units.saturating_mul(price))
            });
        let needed = wanted.saturating_mul(price).saturating_add(reserved);
        needed <= self.figures(now).buying_power
    }
}

impl Tape {
    /// What an order of that side would be filled at now.
    pub fn price(&self, side: Side) -> Option<Decimal> {
        match side {
            Side::Buy => self.ask,
            Side::Sell => self.bid,
        }
        .or(self.last)
    }
}
