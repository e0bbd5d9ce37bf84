//! A grant: one buyer's access to one script, as the books have it.

use crate::text_enum;

text_enum! {
    /// Where a grant stands.
    GrantStatus("grant status") {
        /// Wanted; TradingView has not confirmed it.
        Pending = "pending",
        /// TradingView has confirmed it.
        Active = "active",
        /// Its end is wanted; TradingView has not confirmed it.
        Revoking = "revoking",
        /// Ended on request.
        Revoked = "revoked",
        /// Ended by time.
        Expired = "expired",
        /// Could not be given, with a reason.
        Failed = "failed",
    }
}

impl GrantStatus {
    /// Whether a grant may go from here to `next`. Extending an active grant leaves it active.
    ///
    /// ```text
    ///            ┌──────────────┐ extend
    ///            ▼              │
    /// pending ──▶ active ───────┘──▶ expired ─┐
    ///   │  ▲         │ ▲                      │
    ///   │  │         ▼ │ (gave up)            │
    ///   │  │      revoking ──▶ revoked ───────┤
    ///   ▼  └──────────────────────────────────┤
    /// failed ─────────────────────────────────┘ (given again)
    /// ```
    pub const fn can_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (
                Self::Pending,
                // `revoking`: cancelled when it is not known whether it was given.
                Self::Active | Self::Failed | Self::Revoking | Self::Revoked
            ) | (Self::Active, Self::Active | Self::Revoking | Self::Revoked | Self::Expired)
                | (Self::Revoking, Self::Revoked | Self::Expired | Self::Active)
                | (Self::Revoked | Self::Expired | Self::Failed, Self::Pending)
                // The reconciliation found it on TradingView after all.
                | (Self::Failed | Self::Expired, Self::Active)
        )
    }

    /// Whether the buyer can use the script as far as the books know.
    pub const fn has_access(self) -> bool {
        matches!(self, Self::Active | Self::Revoking)
    }

    /// Whether an attempt is under way, so that another one must wait and a reconciliation must not judge.
    pub const fn is_in_flight(self) -> bool {
        matches!(self, Self::Pending | Self::Revoking)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_can_be_left_and_reached() {
        for status in GrantStatus::ALL {
            let others = || GrantStatus::ALL.iter().filter(|other| *other != status);
            assert!(
                others().any(|next| status.can_become(*next)),
                "{status} is a dead end"
            );
            assert!(
                others().any(|before| before.can_become(*status)),
                "{status} is never reached"
            );
        }
    }

    #[test]
    fn an_end_is_only_left_through_a_new_intent() {
        assert!(!GrantStatus::Revoked.can_become(GrantStatus::Active));
        assert!(!GrantStatus::Revoked.can_become(GrantStatus::Revoking));
        assert!(!GrantStatus::Pending.can_become(GrantStatus::Expired));
    }
}
