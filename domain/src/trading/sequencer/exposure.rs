//! The account as a new order finds it: what is held, what is under way, what is spent of the limits.

use super::state::State;
use crate::decimal::Decimal;
use crate::id::OrderId;
use crate::sorted_map::SortedMap;
use crate::symbol::Symbol;
use crate::trading::order::{Order, OrderStatus, Role, Side};
use crate::trading::risk::{Exposure, RiskLimits};

impl State {
    /// Trades of the plan so far.
    pub fn trades_in_all(&self) -> u32 {
        let kept = self.orders.values().filter(|order| order.is_trade()).count();
        let elsewhere = self.core.settings.trades_elsewhere;
        u32::try_from(kept)
            .unwrap_or(u32::MAX)
            .saturating_add(self.core.archived_trades)
            .saturating_add(elsewhere)
    }

    /// Units that the open orders of a side may still bring: of orders of which one cancels the other, the largest. What
    /// belongs to `except` is left out.
    fn open_units(&self, symbol: &Symbol, side: Side, except: Option<OrderId>) -> Decimal {
        let mut groups: SortedMap<OrderId, Decimal> = SortedMap::new();
        for order in self.open_orders(symbol) {
            let root = order.parent.unwrap_or(order.id);
            if order.request.side != side || Some(root) == except {
                continue;
            }
            let waits = order.role != Role::Main && order.status == OrderStatus::Inactive;
            let units = if waits {
                // It will close what its entry brings: of what is held now, the part that is filled.
                let entry = self.orders.get(&root);
                entry.map_or(Decimal::ZERO, Order::filled)
            } else {
                order.open_quantity().unwrap_or_else(|| self.estimate(order))
            };
            let group = groups.or_default(root);
            *group = units.max(*group);
        }
        groups.into_values().fold(Decimal::ZERO, Decimal::saturating_add)
    }

    /// Units of an order by money, at the last known price.
    fn estimate(&self, order: &Order) -> Decimal {
        let price = self
            .core
            .markets
            .get(&order.request.symbol)
            .and_then(|facts| facts.price);
        let units = price.and_then(|price| order.request.amount.quantity_at(price));
        units
            .unwrap_or_default()
            .saturating_sub(order.filled())
            .max(Decimal::ZERO)
    }

    /// The account as a new order for `symbol` finds it, or as the changed order `except` does.
    pub fn exposure(
        &self,
        symbol: &Symbol,
        side: Side,
        price: Option<Decimal>,
        except: Option<OrderId>,
    ) -> Exposure {
        let position = self.position(symbol).quantity();
        let closing = Side::reducing(position)
            .map(|side| self.open_units(symbol, side, except))
            .unwrap_or_default();
        let others = || {
            self.orders
                .values()
                .filter(move |order| except.is_none() || order.parent.or(Some(order.id)) != except)
        };
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let is_todays = |order: &&Order| order.trade_day.as_ref() == Some(&self.core.day.day);
        let own_trade = except
            .and_then(|id| self.orders.get(&id))
            .is_some_and(Order::is_trade);
        Exposure {
            position,
            pending: self.open_units(symbol, side, except),
            closing: closing.min(position.abs()),
            open_orders: count(others().filter(|order| !order.status.is_final()).count()),
            price,
            equity: self.core.figures.map(|figures| figures.equity),
            trades_today: count(
                others()
                    .filter(is_todays)
                    .filter(|order| order.is_trade())
                    .count(),
            ),
            trades_in_all: self.trades_in_all().saturating_sub(u32::from(own_trade)),
            locked: self.core.day.locked,
            killed: self.core.kill.is_some(),
            confirmed: false,
        }
    }

    /// The user's limits with the plan's on top.
    pub fn limits(&self) -> RiskLimits {
        let settings = &self.core.settings;
        settings.limits.clone().tightened(&settings.plan.limits)
    }
}
