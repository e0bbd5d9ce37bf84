//! Positions: what is held, what it cost, what was gained with it.
//!
//! The average cost method: buying more moves the average price, selling a part does not. Quantities are signed, a short
//! position is below nought. All of it follows from two exact sums, so that a fill in parts makes the same position as
//! the fill in one piece, and
//!
//! `realised = cash + cost`: what came in less what went out, fees among it, and what is still tied up. Nothing is lost to rounding: the
//! cost of a part is rounded (to 8 decimals), but what is rounded off one part is in the other, and once nothing is
//! held the realised profit is the cash, exactly.

mod book;
#[cfg(test)]
mod tests;

pub use book::{Entry, EntryKind, PositionBook};

use serde::{Deserialize, Serialize};

use super::order::Side;
use crate::decimal::Decimal;

/// Decimals of costs and average prices.
const COST_DECIMALS: u32 = 8;
/// Decimals of a quantity after a stock split; venues pay the rest out in cash.
const QUANTITY_DECIMALS: u32 = 9;
/// Decimals of money as it is reported.
const MONEY_DECIMALS: u32 = 2;

/// A position in one symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Position {
    quantity: Decimal,
    /// The quantity when it was last enlarged; a smaller one now has cost its share of `base_cost`.
    base_quantity: Decimal,
    /// What `base_quantity` cost, with its sign.
    base_cost: Decimal,
    cash: Decimal,
}

impl Position {
    /// Units held; below nought when short.
    pub const fn quantity(&self) -> Decimal {
        self.quantity
    }

    /// Whether nothing is held.
    pub const fn is_flat(&self) -> bool {
        self.quantity.is_zero()
    }

    /// What came in less what went out, since the beginning.
    pub const fn cash(&self) -> Decimal {
        self.cash
    }

    /// The side of its orders; `None` when flat.
    pub fn side(&self) -> Option<Side> {
        Side::reducing(self.quantity).map(Side::opposite)
    }

    /// What the units held cost; below nought when short.
    pub fn cost(&self) -> Decimal {
        if self.quantity == self.base_quantity {
            return self.base_cost;
        }
        let share = self
            .base_cost
            .checked_div(self.base_quantity)
            .map(|price| price.saturating_mul(self.quantity));
        share.unwrap_or_default().round(COST_DECIMALS)
    }

    /// What a unit cost; `None` when flat.
    pub fn average_price(&self) -> Option<Decimal> {
        if self.is_flat() {
            return None;
        }
        let price = self.base_cost.checked_div(self.base_quantity);
        price.map(|price| price.round(COST_DECIMALS))
    }

    /// The profit of what was closed, exactly as it is known.
    pub fn realised(&self) -> Decimal {
        self.cash.saturating_add(self.cost())
    }

    /// The profit of what was closed, to the cent.
    pub fn realised_profit(&self) -> Decimal {
        self.realised().round(MONEY_DECIMALS)
    }

    /// What the units are worth at `price`; below nought when short.
    pub fn value_at(&self, price: Decimal) -> Decimal {
        self.quantity.saturating_mul(price)
    }

    /// The profit of what is held at `price`, to the cent.
    pub fn unrealised_profit(&self, price: Decimal) -> Decimal {
        self.value_at(price)
            .saturating_sub(self.cost())
            .round(MONEY_DECIMALS)
    }

    /// Takes in a fill. One that is larger than the position turns it: what closes it and what opens the other are
    /// counted apart.
    pub fn fill(&mut self, side: Side, quantity: Decimal, price: Decimal) {
        let signed = side.signed(quantity);
        let value = signed.saturating_mul(price);
        self.cash = self.cash.saturating_sub(value);
        let is_opposite = Side::reducing(self.quantity) == Some(side);
        let after = self.quantity.saturating_add(signed);
        if !is_opposite {
            let cost = self.cost();
            self.enlarge(after, cost.saturating_add(value));
        } else if quantity > self.quantity.abs() {
            self.enlarge(after, after.saturating_mul(price));
        } else if after.is_zero() {
            self.enlarge(Decimal::ZERO, Decimal::ZERO);
        } else {
            self.quantity = after;
        }
    }

    /// Takes in what a fill, or holding the position, cost besides its price.
    pub fn charge(&mut self, fee: Decimal) {
        self.cash = self.cash.saturating_sub(fee);
    }

    /// Takes in a stock split of `new` units for `old` ones. What the units cost in all stays.
    pub fn split(&mut self, new: Decimal, old: Decimal) {
        let split = self
            .quantity
            .saturating_mul(new)
            .checked_div(old)
            .map(|quantity| quantity.truncate(QUANTITY_DECIMALS));
        if let Some(quantity) = split
            && new > Decimal::ZERO
            && old > Decimal::ZERO
        {
            let cost = if quantity.is_zero() {
                Decimal::ZERO
            } else {
                self.cost()
            };
            self.enlarge(quantity, cost);
        }
    }

    const fn enlarge(&mut self, quantity: Decimal, cost: Decimal) {
        self.quantity = quantity;
        self.base_quantity = quantity;
        self.base_cost = cost;
    }
}
