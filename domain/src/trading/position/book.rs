//! The fills of one symbol in the order of their times, and the position that they make.
//!
//! Fills arrive late and disordered, but average price and realised profit depend on their order. So recent fills are
//! kept, sorted by time and id, and the position is folded from them again when one comes in between. Old ones are
//! folded into the beginning.

use serde::{Deserialize, Serialize};

use super::Position;
use crate::decimal::Decimal;
use crate::time::Timestamp;
use crate::trading::execution::VenueExecution;
use crate::trading::order::Side;

/// Something that changed a position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// Its id: the venue's of a fill, or that of a corporate action.
    pub key: String,
    /// What.
    pub kind: EntryKind,
}

/// What changed a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A fill; also what was held when the account was linked, at its average price.
    Fill {
        /// Bought or sold.
        side: Side,
        /// Units.
        quantity: Decimal,
        /// A unit.
        price: Decimal,
        /// What the venue took for it.
        #[serde(default)]
        fee: Decimal,
    },
    /// A stock split.
    Split {
        /// Units after it.
        new: Decimal,
        /// Units before it.
        old: Decimal,
    },
}

impl From<&VenueExecution> for Entry {
    fn from(fill: &VenueExecution) -> Self {
        Self {
            at: fill.at,
            key: fill.key.clone(),
            kind: EntryKind::Fill {
                side: fill.side,
                quantity: fill.quantity,
                price: fill.price,
                fee: fill.fee,
            },
        }
    }
}

/// One symbol's entries and position.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PositionBook {
    folded: Position,
    recent: Vec<Entry>,
    position: Position,
}

impl PositionBook {
    /// The position.
    pub const fn position(&self) -> &Position {
        &self.position
    }

    /// The entries that are still kept one by one, the oldest first.
    pub fn recent(&self) -> &[Entry] {
        &self.recent
    }

    /// Puts an entry in its place, or changes the one with its key. Whether anything changed.
    pub fn put(&mut self, entry: Entry) -> bool {
        if self.recent.contains(&entry) {
            return false;
        }
        self.recent.retain(|known| known.key != entry.key);
        let place = self
            .recent
            .partition_point(|known| (known.at, &known.key) < (entry.at, &entry.key));
        self.recent.insert(place, entry);
        self.fold();
        true
    }

    /// Takes an entry out. Whether it was there.
    pub fn remove(&mut self, key: &str) -> bool {
        let before = self.recent.len();
        self.recent.retain(|known| known.key != key);
        let removed = self.recent.len() < before;
        if removed {
            self.fold();
        }
        removed
    }

    /// Folds the entries from before `horizon` into the beginning: they can no longer be changed or put in order.
    pub fn compact(&mut self, horizon: Timestamp) {
        let old = self.recent.partition_point(|entry| entry.at < horizon);
        for entry in self.recent.drain(..old) {
            apply(&mut self.folded, &entry);
        }
    }

    fn fold(&mut self) {
        self.position = self.recent.iter().fold(self.folded, |mut position, entry| {
            apply(&mut position, entry);
            position
        });
    }
}

fn apply(position: &mut Position, entry: &Entry) {
    match entry.kind {
        EntryKind::Fill {
            side,
            quantity,
            price,
            fee,
        } => {
            position.fill(side, quantity, price);
            position.charge(fee);
        }
        EntryKind::Split { new, old } => position.split(new, old),
    }
}
