//! An account's book: money, positions, orders and fills.

use pinewire_domain::{decimal::Decimal, text_enum, time::Timestamp, trading::order::Side};

use super::{
    asset::Asset,
    ids,
    order::{Fill, Order},
    prices::Prices,
    update::{Event, Update},
};

text_enum! {
    /// Which of Alpaca's two worlds an account is in.
    Environment("environment") {
        Paper = "paper",
        Live = "live",
    }
}

text_enum! {
    /// What of the market data an account may see.
    DataPlan("data_plan") {
        Free = "free",
        Paid = "paid",
    }
}

/// What is held of an asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) symbol: String,
    /// Below nought when short.
    pub(crate) qty: Decimal,
    /// What it cost; below nought when short.
    pub(crate) cost: Decimal,
}

/// What an account is, without its orders.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "Alpaca's account has so many flags")]
pub(crate) struct Facts {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) environment: Environment,
    pub(crate) key_id: String,
    pub(crate) secret_key: String,
    /// OAuth tokens that are good for it.
    pub(crate) tokens: Vec<String>,
    pub(crate) created_at: Timestamp,
    /// What its ids are made of.
    pub(crate) seed: u64,
    /// How many ids were made.
    pub(crate) ids: u64,
    pub(crate) cash: Decimal,
    /// What it was worth when the last session closed.
    pub(crate) last_equity: Decimal,
    pub(crate) multiplier: u8,
    pub(crate) shorting: bool,
    pub(crate) data_plan: DataPlan,
    /// `ACTIVE`, …
    pub(crate) status: String,
    pub(crate) trading_blocked: bool,
    pub(crate) account_blocked: bool,
    pub(crate) revoked: bool,
    pub(crate) positions: Vec<Position>,
}

/// An account with all that happened in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) facts: Facts,
    /// By `seq`.
    pub(crate) orders: Vec<Order>,
    /// By `seq`.
    pub(crate) fills: Vec<Fill>,
    /// Ids of orders that changed since they were stored.
    pub(crate) changed: Vec<String>,
    /// What is to be told.
    pub(crate) updates: Vec<Update>,
}

/// What an account is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) equity: Decimal,
    pub(crate) long_value: Decimal,
    /// Below nought.
    pub(crate) short_value: Decimal,
    pub(crate) buying_power: Decimal,
    /// For coins, which are not bought on credit.
    pub(crate) own_buying_power: Decimal,
}

impl Account {
    pub(crate) const fn new(facts: Facts) -> Self {
        Self {
            facts,
            orders: Vec::new(),
            fills: Vec::new(),
            changed: Vec::new(),
            updates: Vec::new(),
        }
    }

    pub(crate) fn new_id(&mut self) -> String {
        self.facts.ids += 1;
        ids::uuid(self.facts.seed, self.facts.ids)
    }

    pub(crate) fn order(&self, id: &str) -> Option<&Order> {
        self.orders.iter().rev().find(|order| order.id == id)
    }

    /// Changes an order; that it changed is remembered.
    pub(crate) fn change(&mut self, id: &str, now: Timestamp, change: impl FnOnce(&mut Order)) {
        if let Some(order) = self.orders.iter_mut().rev().find(|order| order.id == id) {
            change(order);
            order.updated_at = now;
            self.note_change(id);
        }
    }

    fn note_change(&mut self, id: &str) {
        if !self.changed.iter().any(|changed| changed == id) {
            self.changed.push(id.to_owned());
        }
    }

    pub(crate) fn add(&mut self, order: Order) {
        self.note_change(&order.id);
        self.orders.push(order);
    }

    /// Targets and stops that belong to an order.
    pub(crate) fn legs<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Order> {
        self.orders
            .iter()
            .filter(move |order| order.parent.as_deref() == Some(id))
    }

    /// Tells the account's streams about an order as it is now.
    pub(crate) fn tell(&mut self, id: &str, event: Event, now: Timestamp) {
        self.tell_fill(id, event, now, None);
    }

    pub(crate) fn tell_fill(&mut self, id: &str, event: Event, now: Timestamp, fill: Option<Fill>) {
        let execution_id = match &fill {
            Some(fill) => fill.id.clone(),
            None => self.new_id(),
        };
        let Some(order) = self.order(id).cloned() else {
            return;
        };
        self.updates.push(Update {
            account: self.facts.id.clone(),
            event,
            execution_id,
            at: now,
            order,
            fill,
        });
    }

    /// What is held, signed.
    pub(crate) fn held(&self, symbol: &str) -> Decimal {
        self.position(symbol)
            .map_or(Decimal::ZERO, |position| position.qty)
    }

    pub(crate) fn position(&self, symbol: &str) -> Option<&Position> {
        self.facts
            .positions
            .iter()
            .find(|position| position.symbol == symbol)
    }

    /// What of a position open orders are to close. Of orders that cancel each other, only the largest counts.
    pub(crate) fn reserved(&self, symbol: &str, without: Option<&str>) -> Decimal {
        let Some(closing) = Side::reducing(self.held(symbol)) else {
            return Decimal::ZERO;
        };
        let mut groups: Vec<(&str, Decimal)> = Vec::new();
        for order in self.orders.iter().filter(|order| {
            order.is_open()
                && order.symbol == symbol
                && order.side == closing
                && Some(order.id.as_str()) != without
                && !self.waits_for_entry(order)
        }) {
            let group = order.parent.as_deref().unwrap_or(&order.id);
            let rest = order.quantity().saturating_sub(order.filled_qty);
            match groups.iter_mut().find(|(name, _)| *name == group) {
                Some((_, largest)) => *largest = rest.max(*largest),
                None => groups.push((group, rest)),
            }
        }
        groups
            .iter()
            .fold(Decimal::ZERO, |sum, (_, rest)| sum.saturating_add(*rest))
    }

    /// Whether it is a target or stop of an entry that is still open.
    fn waits_for_entry(&self, order: &Order) -> bool {
        let parent = order.parent.as_deref().and_then(|id| self.order(id));
        parent.is_some_and(|parent| parent.is_open() && parent.side != order.side)
    }

    pub(crate) fn figures(&self, prices: &Prices, now: Timestamp) -> Figures {
        let (mut long_value, mut short_value) = (Decimal::ZERO, Decimal::ZERO);
        for position in &self.facts.positions {
            let value = value_of(position, prices, now);
            if value.is_negative() {
                short_value = short_value.saturating_add(value);
            } else {
                long_value = long_value.saturating_add(value);
            }
        }
        let equity = self
            .facts
            .cash
            .saturating_add(long_value)
            .saturating_add(short_value);
        let gross = long_value.saturating_sub(short_value);
        let promised = self.promised(prices, now);
        let credit = equity.saturating_mul(Decimal::from(i64::from(self.facts.multiplier)));
        let left = |money: Decimal| money.saturating_sub(promised).max(Decimal::ZERO).truncate(2);
        Figures {
            equity,
            long_value,
            short_value,
            buying_power: left(credit.saturating_sub(gross)),
            own_buying_power: left(
                self.facts
                    .cash
                    .saturating_add(short_value.saturating_add(short_value)),
            ),
        }
    }

    /// What open orders may cost that open or add to positions.
    fn promised(&self, prices: &Prices, now: Timestamp) -> Decimal {
        let opening = self.orders.iter().filter(|order| {
            order.is_open()
                && order.parent.is_none()
                && Side::reducing(self.held(&order.symbol)) != Some(order.side)
        });
        opening.fold(Decimal::ZERO, |sum, order| {
            let price = order
                .asset()
                .map_or(Decimal::ZERO, |asset| expected_price(order, asset, prices, now));
            sum.saturating_add(order.rest(price).saturating_mul(price))
        })
    }

    /// Takes a trade into cash and positions.
    pub(crate) fn settle(&mut self, symbol: &str, side: Side, qty: Decimal, price: Decimal) {
        let value = side.signed(qty.saturating_mul(price));
        self.facts.cash = self.facts.cash.saturating_sub(value);
        let signed = side.signed(qty);
        let positions = &mut self.facts.positions;
        let Some(position) = positions.iter_mut().find(|position| position.symbol == symbol) else {
            positions.push(Position {
                symbol: symbol.to_owned(),
                qty: signed,
                cost: value,
            });
            return;
        };
        let before = position.qty;
        let after = before.saturating_add(signed);
        position.cost = if after.is_zero() {
            Decimal::ZERO
        } else if before.is_negative() == signed.is_negative() {
            position.cost.saturating_add(value)
        } else if before.is_negative() == after.is_negative() {
            // A part is closed: what is left cost what it cost.
            position
                .cost
                .saturating_mul(after)
                .checked_div(before)
                .unwrap_or_default()
        } else {
            after.saturating_mul(price)
        };
        position.qty = after;
        positions.retain(|position| !position.qty.is_zero());
    }
}

/// What a position is worth; below nought when short.
pub(crate) fn value_of(position: &Position, prices: &Prices, now: Timestamp) -> Decimal {
    let price = Asset::find(&position.symbol).map_or(Decimal::ZERO, |asset| prices.at(asset, now));
    position.qty.saturating_mul(price)
}

/// What a unit is expected to cost.
pub(crate) fn expected_price(order: &Order, asset: &Asset, prices: &Prices, now: Timestamp) -> Decimal {
    order
        .limit_price
        .or_else(|| order.trigger())
        .unwrap_or_else(|| prices.at(asset, now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::venue::testing::{account, number};

    fn trade(account: &mut Account, side: Side, qty: &str, price: &str) {
        account.settle("AAPL", side, number(qty), number(price));
    }

    #[test]
    fn a_position_keeps_what_its_units_cost() {
        let mut account = account();
        trade(&mut account, Side::Buy, "10", "100");
        trade(&mut account, Side::Buy, "10", "110");
        trade(&mut account, Side::Sell, "5", "120");
        let position = account.position("AAPL").unwrap();
        assert_eq!((position.qty, position.cost), (number("15"), number("1575")));
        assert_eq!(account.facts.cash, number("98500"));
        trade(&mut account, Side::Sell, "15", "100");
        assert_eq!(account.position("AAPL"), None);
        trade(&mut account, Side::Sell, "4", "100");
        trade(&mut account, Side::Buy, "1", "90");
        let position = account.position("AAPL").unwrap();
        assert_eq!((position.qty, position.cost), (number("-3"), number("-300")));
    }
}
