//! Where an order is: in our words, and in the venue's.

use serde::{Deserialize, Serialize};

use crate::text_enum;

text_enum! {
    /// Where an order is. The last four are final.
    OrderStatus("order status") {
        /// Its intent is stored; the venue has not answered yet.
        Placing = "placing",
        /// A target or stop that waits for its entry to be filled.
        Inactive = "inactive",
        /// The venue has it.
        Working = "working",
        /// Its cancellation is asked for.
        Cancelling = "cancelling",
        /// A change of it is asked for.
        Replacing = "replacing",
        /// All of it is filled.
        Filled = "filled",
        /// Cancelled, perhaps after a part was filled.
        Cancelled = "cancelled",
        /// Its time ran out, perhaps after a part was filled.
        Expired = "expired",
        /// The venue, or we, refused it.
        Rejected = "rejected",
    }
}

impl OrderStatus {
    /// Whether it never changes again.
    pub const fn is_final(self) -> bool {
        matches!(
            self,
            Self::Filled | Self::Cancelled | Self::Expired | Self::Rejected
        )
    }
}

/// The venue's own word for where its order is, kept as it came: a word that nobody knew when this was written is shown
/// and stored like any other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VenueStatus(String);

/// What a venue's word means to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum VenuePhase {
    /// A word that is not known here; the order is taken to be alive.
    Unknown,
    /// It has the order, but does not show it to the market yet.
    Pending,
    /// A target or stop that waits for its entry.
    Held,
    /// In the market, or ready for its session.
    Live,
    /// Its cancellation is under way.
    Cancelling,
    /// Its replacement is under way.
    Replacing,
    /// Another venue order took its place.
    Replaced,
    /// Over.
    Final(OrderStatus),
}

impl VenueStatus {
    /// The status of that word.
    pub fn new(word: impl Into<String>) -> Self {
        Self(word.into())
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it means. The words are Alpaca's, all of them; the paper venue uses the same.
    pub fn phase(&self) -> VenuePhase {
        match self.0.as_str() {
            "pending_new" | "accepted" | "accepted_for_bidding" => VenuePhase::Pending,
            "held" => VenuePhase::Held,
            // `stopped`: a fill is guaranteed but has not happened; `calculated`: settled for the day, fills may be
            // corrected; `done_for_day`: goes on in the next session.
            "new" | "partially_filled" | "done_for_day" | "stopped" | "suspended" | "calculated" => {
                VenuePhase::Live
            }
            "pending_cancel" => VenuePhase::Cancelling,
            "pending_replace" => VenuePhase::Replacing,
            "replaced" => VenuePhase::Replaced,
            "filled" => VenuePhase::Final(OrderStatus::Filled),
            "canceled" => VenuePhase::Final(OrderStatus::Cancelled),
            "expired" => VenuePhase::Final(OrderStatus::Expired),
            "rejected" => VenuePhase::Final(OrderStatus::Rejected),
            _ => VenuePhase::Unknown,
        }
    }

    /// Whether the venue's order is over (its replacement may live on).
    pub fn is_over(&self) -> bool {
        matches!(self.phase(), VenuePhase::Final(_) | VenuePhase::Replaced)
    }
}

impl core::fmt::Display for VenueStatus {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.pad(&self.0)
    }
}
