//! The venue's books against ours.

use super::effect::{Happened, Reply};
use super::input::{Snapshot, VenuePosition};
use super::state::Drift;
use super::turn::Turn;
use crate::decimal::Decimal;
use crate::symbol::Symbol;
use crate::time::Timestamp;
use crate::trading::order::{CallKind, Order, Side};
use crate::trading::position::EntryKind;

impl Turn<'_> {
    /// Compares the venue's books with ours.
    pub(super) fn snapshot(&mut self, snapshot: &Snapshot) {
        for order in &snapshot.orders {
            self.news(order, None);
        }
        self.figures(snapshot.figures);
        if self.state.core.opened {
            self.look_up_missing(snapshot);
            self.compare_positions(snapshot);
        } else {
            self.open_positions(&snapshot.positions, snapshot.asked_at);
            self.state.core.opened = true;
        }
        self.state.core.snapshot_at = Some(self.at());
    }

    /// What was held before the account was linked: the venue's position less what the orders just read account for.
    fn open_positions(&mut self, positions: &[VenuePosition], at: Timestamp) {
        for position in positions {
            let ours = self.state.position(&position.symbol).quantity();
            let difference = position.quantity.saturating_sub(ours);
            self.correct(
                &position.symbol,
                "opening",
                difference,
                position.average_price,
                at,
            );
        }
    }

    fn correct(&mut self, symbol: &Symbol, why: &str, by: Decimal, price: Decimal, at: Timestamp) {
        let side = if by.is_negative() { Side::Sell } else { Side::Buy };
        if !by.is_zero() {
            let kind = EntryKind::Fill {
                side,
                quantity: by.abs(),
                price,
                fee: Decimal::ZERO,
            };
            self.enter(symbol, &format!("{why}:{symbol}"), at, kind);
        }
    }

    /// An order that lives by our books, but was not on the list: something was missed.
    fn look_up_missing(&mut self, snapshot: &Snapshot) {
        let listed = |order: &Order| {
            let id = order.current().map(|leg| leg.venue.id.as_str());
            let mut all = snapshot
                .orders
                .iter()
                .flat_map(|order| core::iter::once(order).chain(&order.legs));
            all.any(|venue| Some(venue.id.as_str()) == id)
        };
        let missing: Vec<_> = self
            .state
            .orders
            .values()
            .filter(|order| order.call.is_none() && order.updated_at < snapshot.asked_at)
            .filter(|order| order.is_alive_at_venue() && !listed(order))
            .map(|order| order.id)
            .collect();
        for id in missing {
            self.begin_call(id, CallKind::LookUp);
        }
    }

    /// A difference counts once it is seen twice: the first may be news under way.
    fn compare_positions(&mut self, snapshot: &Snapshot) {
        let venue = |symbol: &Symbol| {
            snapshot
                .positions
                .iter()
                .find(|position| position.symbol == *symbol)
        };
        let symbols: Vec<_> = self
            .state
            .books
            .keys()
            .chain(snapshot.positions.iter().map(|position| &position.symbol))
            .cloned()
            .collect();
        for symbol in symbols {
            let ours = self.state.position(&symbol).quantity();
            let theirs = venue(&symbol).map_or(Decimal::ZERO, |position| position.quantity);
            let known = self.state.core.drifts.remove(&symbol);
            if ours == theirs {
                continue;
            }
            let same = known.filter(|drift| (drift.ours, drift.venue) == (ours, theirs));
            if same.is_some_and(|drift| !drift.told) {
                self.tell(Happened::Drifted {
                    symbol: symbol.clone(),
                    ours,
                    venue: theirs,
                });
            }
            let drift = Drift {
                ours,
                venue: theirs,
                average_price: venue(&symbol)
                    .map(|position| position.average_price)
                    .or_else(|| self.price_of(&symbol))
                    .unwrap_or_default(),
                told: same.is_some(),
            };
            self.state.core.drifts.insert(symbol, drift);
        }
    }

    pub(super) fn adopt_position(&mut self, key: &str, symbol: &Symbol) -> Reply {
        let ours = self.state.position(symbol).quantity();
        match self.state.core.drifts.get(symbol).copied() {
            Some(drift) if drift.told && drift.ours == ours => {
                self.state.core.drifts.remove(symbol);
                let by = drift.venue.saturating_sub(ours);
                self.correct(
                    symbol,
                    &format!("adopted:{key}"),
                    by,
                    drift.average_price,
                    self.at(),
                );
                Reply::Done
            }
            _ => Reply::Conflict("No lasting difference from the broker's position is known.".to_owned()),
        }
    }
}
