//! One venue order of an order of ours, merged from all news of it.
//!
//! Merging is a join: commutative, associative and idempotent, so late, repeated and disordered news lead to the same
//! result. What is over stays over, filled quantities only grow, and of two states the one with the later venue time
//! holds.

use serde::{Deserialize, Serialize};

use super::VenueOrder;
use super::client_id::ClientOrderId;
use crate::decimal::Decimal;
use crate::trading::execution::{Executions, VenueExecution};

/// A venue order and its fills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leg {
    /// The newest news, without legs of its own.
    pub venue: VenueOrder,
    /// Its fills that are known one by one.
    pub executions: Executions,
    /// How often our order had been sent when this one was, if its client order id says so.
    pub revision: Option<u32>,
}

/// In the key of a fill that is a sum of fills: after the venue's id of the order, before what it reported as filled.
const SUM: &str = ":sum:";

/// Decimals that the price of fills without news of their own is rounded to.
const PRICE_DECIMALS: u32 = 9;

impl Leg {
    pub(super) fn new(news: &VenueOrder) -> Self {
        Self {
            venue: VenueOrder {
                legs: Vec::new(),
                ..news.clone()
            },
            executions: Executions::default(),
            revision: revision(news),
        }
    }

    /// Takes in news of the same venue order.
    pub(super) fn merge(&mut self, news: &VenueOrder) {
        let old = &self.venue;
        let filled = if fill_rank(news) > fill_rank(old) {
            news
        } else {
            old
        };
        let filled = (filled.filled_quantity, filled.filled_average_price);
        let replaced_by = old.replaced_by.clone().max(news.replaced_by.clone());
        let replaces = old.replaces.clone().max(news.replaces.clone());
        let client_order_id = old.client_order_id.clone().max(news.client_order_id.clone());
        self.revision = self.revision.or_else(|| revision(news));
        let newest = if rank(news) > rank(old) { news } else { old };
        self.venue = VenueOrder {
            filled_quantity: filled.0,
            filled_average_price: filled.1,
            replaced_by,
            replaces,
            client_order_id,
            legs: Vec::new(),
            ..newest.clone()
        };
    }

    /// Takes in a fill. One that has no room beside the others in what is reported as filled is part of a
    /// [sum](Leg::sum_up) already.
    pub(super) fn record(&mut self, execution: VenueExecution) {
        let all = self.executions.quantity().saturating_add(execution.quantity);
        if all > self.venue.filled_quantity && self.executions.iter().any(is_sum) {
            return;
        }
        self.executions.record(execution);
    }

    /// Counts what is only known as a sum as one fill, once and for all: news of its single fills are no longer waited
    /// for.
    pub(super) fn sum_up(&mut self) {
        if let Some(rest) = self.unitemised() {
            let key = format!("{}{SUM}{}", self.venue.id, self.venue.filled_quantity);
            self.executions.record(VenueExecution { key, ..rest });
        }
    }

    /// Units filled, by whichever source says more: the reported sum or the single fills.
    pub fn filled(&self) -> Decimal {
        self.venue.filled_quantity.max(self.executions.quantity())
    }

    /// Whether the venue will not fill it any further.
    pub fn is_over(&self) -> bool {
        self.venue.status.is_over() || self.venue.replaced_by.is_some()
    }

    /// The part of what is reported as filled for which no single fill is known (yet), as one fill at the price that
    /// makes the reported average. It shrinks as fills become known and never counts one twice.
    pub fn unitemised(&self) -> Option<VenueExecution> {
        let known = self.executions.quantity();
        let quantity = self.venue.filled_quantity.saturating_sub(known);
        if quantity <= Decimal::ZERO {
            return None;
        }
        let average = self
            .venue
            .filled_average_price
            .or(self.venue.limit_price)
            .or(self.venue.stop_price)
            .unwrap_or_default();
        let price = self
            .venue
            .filled_quantity
            .saturating_mul(average)
            .saturating_sub(self.executions.value())
            .checked_div(quantity)
            .map(|price| price.round(PRICE_DECIMALS))
            .filter(|price| *price > Decimal::ZERO);
        Some(VenueExecution {
            key: format!("{}:unitemised", self.venue.id),
            venue_order_id: self.venue.id.clone(),
            symbol: self.venue.symbol.clone(),
            side: self.venue.side,
            quantity,
            price: price.unwrap_or(average),
            fee: Decimal::ZERO,
            at: self.venue.updated_at,
        })
    }
}

fn is_sum(execution: &VenueExecution) -> bool {
    let rest = execution.key.strip_prefix(&execution.venue_order_id);
    rest.is_some_and(|rest| rest.starts_with(SUM))
}

fn revision(order: &VenueOrder) -> Option<u32> {
    let id: ClientOrderId = order.client_order_id.as_deref()?.parse().ok()?;
    Some(id.revision)
}

fn fill_rank(order: &VenueOrder) -> (Decimal, Option<Decimal>) {
    (order.filled_quantity, order.filled_average_price)
}

/// What is over beats what is not, whatever the clocks say; else the later news; the rest makes the choice between
/// simultaneous news the same in any order.
fn rank(order: &VenueOrder) -> impl Ord + '_ {
    (
        order.status.is_over(),
        order.updated_at,
        order.status.phase(),
        &order.status,
        (order.quantity, order.limit_price, order.stop_price),
    )
}
