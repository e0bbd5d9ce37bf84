//! A signal: an alert that was accepted, its direction, its screenshot and what became of the trade.

mod outcome;
mod profit;
mod screenshot_status;

pub use outcome::{MAX_NOTES_CHARS, Outcome, OutcomePatch};
pub use profit::{Profit, profit};
pub use screenshot_status::ScreenshotStatus;

use crate::{text_enum, time::DAY_MS};

/// How long a deleted signal can be restored, in milliseconds.
pub const RESTORABLE_MS: i64 = 30 * DAY_MS;

text_enum! {
    /// Which way the alert points.
    Direction("direction") {
        /// Bought, bullish.
        Long = "long",
        /// Sold, bearish.
        Short = "short",
        /// Out of the market.
        Flat = "flat",
    }
}

text_enum! {
    /// What became of the trade, in the user's word: it is never derived from prices.
    SignalResult("result") {
        /// Not known yet.
        Pending = "pending",
        /// Won.
        Win = "win",
        /// Lost.
        Loss = "loss",
        /// Neither.
        Breakeven = "breakeven",
        /// Not taken.
        Skip = "skip",
    }
}

impl SignalResult {
    /// Whether the trade was taken and is over, so that its profit counts.
    pub const fn is_closed(self) -> bool {
        matches!(self, Self::Win | Self::Loss | Self::Breakeven)
    }
}

text_enum! {
    /// Where the signal came from.
    SignalSource("source") {
        /// The webhook.
        Tradingview = "tradingview",
        /// The button "send a test alert".
        Test = "test",
    }
}

text_enum! {
    /// What happened to a signal, for its timeline.
    SignalEventKind("event") {
        /// The request arrived.
        Received = "received",
        /// It was understood and allowed.
        Validated = "validated",
        /// It was committed.
        Stored = "stored",
        /// The same alert came again.
        Duplicate = "duplicate",
        /// A screenshot is being taken.
        ScreenshotProcessing = "screenshot_processing",
        /// The screenshot is stored.
        ScreenshotCompleted = "screenshot_completed",
        /// It failed and will be tried again.
        ScreenshotRetry = "screenshot_retry",
        /// It failed for good.
        ScreenshotFailed = "screenshot_failed",
        /// Somebody asked for it again.
        ScreenshotReplayed = "screenshot_replayed",
        /// The user recorded the outcome.
        ResultSet = "result_set",
        /// A binding made no order of it.
        OrderSkipped = "order_skipped",
        /// An order was worked out, and not to be sent.
        OrderDryRun = "order_dry_run",
        /// An order waits for the user's approval.
        OrderProposed = "order_proposed",
        /// The user did not want it.
        OrderRejected = "order_rejected",
        /// The user did not say in time.
        OrderExpired = "order_expired",
        /// The order is on its way.
        OrderPlaced = "order_placed",
        /// A rule or the broker refused it.
        OrderRefused = "order_refused",
        /// It could not be sent.
        OrderFailed = "order_failed",
        /// The order stands otherwise at the broker.
        OrderStatus = "order_status",
        /// It, or a part of it, was filled.
        OrderFilled = "order_filled",
        /// The user deleted it.
        Deleted = "deleted",
        /// The user restored it.
        Restored = "restored",
    }
}
