//! Fills. Each has an id at the venue and is counted once, however often and in whatever order it is reported.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::order::Side;
use crate::decimal::Decimal;
use crate::id::{BrokerAccountId, ExecutionId};
use crate::sorted_map::SortedMap;
use crate::symbol::Symbol;
use crate::time::Timestamp;

/// A fill as the venue reports it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VenueExecution {
    /// The venue's id of the fill.
    pub key: String,
    /// The venue's id of the order.
    pub venue_order_id: String,
    /// Of what.
    pub symbol: Symbol,
    /// Bought or sold.
    pub side: Side,
    /// Units.
    pub quantity: Decimal,
    /// A unit.
    pub price: Decimal,
    /// What the venue took for it, in the account's currency; below nought where it paid.
    #[serde(default)]
    pub fee: Decimal,
    /// When, by the venue's clock.
    pub at: Timestamp,
}

impl VenueExecution {
    /// Our id of it: the same for the same fill of the same account, so that it can be stored twice without harm.
    pub fn id(&self, account: BrokerAccountId) -> ExecutionId {
        ExecutionId::new(self.at, digest(&["execution", account.as_str(), &self.key]))
    }
}

/// The random part of an id that must come out the same whenever it is made of the same parts.
pub(crate) fn digest(parts: &[&str]) -> u128 {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest
        .finalize()
        .iter()
        .take(16)
        .fold(0, |number, byte| number << 8 | u128::from(*byte))
}

/// What became of a reported fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// It is new.
    New,
    /// It was there.
    Duplicate,
    /// Another fill with that id was there and stays.
    Conflict,
    /// It has no quantity or no price that could be counted.
    Unusable,
}

/// The fills of a venue order, by id.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Executions(SortedMap<String, VenueExecution>);

impl Executions {
    /// Takes in a fill.
    pub fn record(&mut self, execution: VenueExecution) -> Recorded {
        if execution.quantity <= Decimal::ZERO || execution.price.is_negative() {
            return Recorded::Unusable;
        }
        match self.0.get(&execution.key) {
            None => {
                self.0.insert(execution.key.clone(), execution);
                Recorded::New
            }
            Some(known) if *known == execution => Recorded::Duplicate,
            Some(_) => Recorded::Conflict,
        }
    }

    /// Units in all.
    pub fn quantity(&self) -> Decimal {
        self.iter()
            .fold(Decimal::ZERO, |sum, fill| sum.saturating_add(fill.quantity))
    }

    /// Units times price, in all.
    pub fn value(&self) -> Decimal {
        self.iter().fold(Decimal::ZERO, |sum, fill| {
            sum.saturating_add(fill.quantity.saturating_mul(fill.price))
        })
    }

    /// By id.
    pub fn iter(&self) -> impl Iterator<Item = &VenueExecution> {
        self.0.values()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
