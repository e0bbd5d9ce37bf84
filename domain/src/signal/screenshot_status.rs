//! The states of a signal's screenshot and the ways between them.

use crate::text_enum;

text_enum! {
    /// Where a signal's screenshot stands.
    ScreenshotStatus("screenshot status") {
        /// Not wanted.
        None = "none",
        /// Wanted.
        Pending = "pending",
        /// A worker is at it.
        Processing = "processing",
        /// Stored.
        Completed = "completed",
        /// Given up, with a reason.
        Failed = "failed",
    }
}

impl ScreenshotStatus {
    /// Whether a screenshot may go from here to `next`.
    ///
    /// ```text
    /// none ──▶ pending ──▶ processing ──▶ completed
    ///             ▲  ◀──retry──┘ │            │
    ///             │              ▼            │
    ///             └─replay──── failed ◀───────┘ (only by way of a replay)
    /// ```
    pub const fn can_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            // A user or an operator asks for one (again).
            (Self::None | Self::Completed | Self::Failed, Self::Pending)
                // A consumer starts, or starts over after the one before it died.
                | (Self::Pending | Self::Processing, Self::Processing)
                // The attempt ends; `pending` is a retry.
                | (Self::Processing, Self::Completed | Self::Failed | Self::Pending)
                // Given up before anybody started, e.g. the job was discarded.
                | (Self::Pending, Self::Failed)
        )
    }

    /// Whether nothing more happens by itself.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::None | Self::Completed | Self::Failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn final_states_change_only_by_a_replay() {
        for from in ScreenshotStatus::ALL.iter().filter(|status| status.is_final()) {
            for to in ScreenshotStatus::ALL {
                assert_eq!(
                    from.can_become(*to),
                    *to == ScreenshotStatus::Pending,
                    "{from} -> {to}"
                );
            }
        }
    }

    #[test]
    fn nothing_completes_that_was_not_processed() {
        for from in ScreenshotStatus::ALL {
            assert_eq!(
                from.can_become(ScreenshotStatus::Completed),
                *from == ScreenshotStatus::Processing,
                "{from}"
            );
        }
    }
}
