//! What must hold.

use std::collections::BTreeSet;

use super::{MAX_POSITION, World, symbols};
use crate::decimal::Decimal;
use crate::trading::order::{ClientOrderId, Order, TimeInForce};

impl World {
    /// What must hold at every moment.
    pub(super) fn check_always(&self) {
        for (symbol, quantity) in &self.venue.positions {
            assert!(
                quantity.abs() <= Decimal::from(MAX_POSITION),
                "{symbol} is at {quantity}"
            );
            assert!(
                self.shorts || !quantity.is_negative(),
                "{symbol} was turned to {quantity}"
            );
        }
        let mut alive = BTreeSet::new();
        for held in self.venue.orders.values() {
            let ours = held
                .order
                .client_order_id
                .as_deref()
                .and_then(|id| id.parse::<ClientOrderId>().ok());
            if let Some(id) = ours.filter(|_| !held.order.status.is_over()) {
                assert!(alive.insert(id.order), "{} lives twice", id.order);
            }
        }
        let state = self.sequencer.state();
        let plan = state.core.settings.plan.max_trades;
        assert!(
            plan.is_none_or(|most| state.trades_in_all() <= most),
            "too many trades"
        );
    }

    /// What must hold once everything has come to rest.
    pub(super) fn check_end(&self) {
        let state = self.sequencer.state();
        let cash = state.books.values().fold(Decimal::ZERO, |sum, book| {
            sum.saturating_add(book.position().cash())
        });
        for symbol in symbols() {
            assert_eq!(
                state.position(&symbol).quantity(),
                self.venue.position(&symbol),
                "{symbol}"
            );
        }
        let fees = state
            .orders
            .values()
            .flat_map(Order::fills)
            .fold(Decimal::ZERO, |sum, fill| sum.saturating_add(fill.fee));
        assert!(
            fees <= self.venue.fees,
            "{fees} of fees, {} taken",
            self.venue.fees
        );
        let cash = cash.saturating_add(fees);
        assert!(
            cash.saturating_sub(self.venue.cash).abs() < "0.001".parse().unwrap(),
            "cash {cash}, at the venue {}",
            self.venue.cash
        );
        assert!(state.core.orphans.is_empty());
        assert!(state.core.exits.is_empty(), "{:?}", state.core.exits);
        assert!(state.core.drifts.is_empty(), "{:?}", state.core.drifts);
        assert_eq!(state.core.projected, state.core.seq);
        let mut known = BTreeSet::new();
        for order in state.orders.values() {
            assert_eq!(order.call, None, "{order:#?}");
            let theirs: Vec<_> = order
                .legs
                .iter()
                .map(|leg| {
                    assert!(known.insert(leg.venue.id.clone()), "one venue order, two owners");
                    &self.venue.orders[&leg.venue.id].order
                })
                .collect();
            let filled = theirs.iter().fold(Decimal::ZERO, |sum, order| {
                sum.saturating_add(order.filled_quantity)
            });
            assert_eq!(order.filled(), filled, "{order:#?}");
            let told = self.executed.get(&order.id).copied().unwrap_or_default();
            assert_eq!(told, filled, "fills were not told of: {order:#?}");
            let asked = order.request.amount.quantity().unwrap();
            assert!(filled <= asked, "{filled} of {asked}: {order:#?}");
            let until = order
                .request
                .expires_at
                .filter(|_| order.request.duration == TimeInForce::Gtd);
            assert!(
                order.status.is_final() || until.is_none_or(|until| until >= self.now.plus_millis(-120_000)),
                "it stands longer than wanted: {order:#?}"
            );
            assert_eq!(
                order.status.is_final(),
                theirs.iter().all(|order| order.status.is_over()),
                "{order:#?}"
            );
        }
        assert_eq!(known.len(), self.venue.orders.len(), "a venue order is nobody's");
    }
}
