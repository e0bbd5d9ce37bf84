//! Jobs that failed for good, kept for a person to look at.

use crate::text_enum;

text_enum! {
    /// What became of a dead letter.
    DeadLetterStatus("dead letter status") {
        /// Nobody has dealt with it.
        Open = "open",
        /// Its job was queued again.
        Redriven = "redriven",
        /// An admin decided that it need not be done.
        Discarded = "discarded",
    }
}
