//! News of orders, for the streams of an account.

use pinewire_domain::{text_enum, time::Timestamp};

use super::order::{Fill, Order};

text_enum! {
    /// What happened to an order.
    Event("event") {
        PendingNew = "pending_new",
        Accepted = "accepted",
        New = "new",
        PartialFill = "partial_fill",
        Fill = "fill",
        PendingCancel = "pending_cancel",
        Canceled = "canceled",
        Expired = "expired",
        Rejected = "rejected",
        Replaced = "replaced",
        Restated = "restated",
        Suspended = "suspended",
    }
}

/// A piece of news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Update {
    /// Whose.
    pub(crate) account: String,
    pub(crate) event: Event,
    pub(crate) execution_id: String,
    pub(crate) at: Timestamp,
    /// The order after it.
    pub(crate) order: Order,
    pub(crate) fill: Option<Fill>,
}
