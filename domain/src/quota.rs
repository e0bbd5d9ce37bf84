//! The monthly alert quota: the plan's, unless an admin set another for the user. Counting is left to the database,
//! where the check and the count are one statement.

use crate::text_enum;

text_enum! {
    /// What happens to alerts beyond the quota.
    QuotaMode("quota mode") {
        /// They are refused (429).
        Strict = "strict",
        /// They are stored, and shown as over the quota.
        Soft = "soft",
    }
}

/// What becomes of the next alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotaDecision {
    /// Within the quota.
    Accept,
    /// Beyond it, but only a warning is due.
    AcceptOver,
    /// Beyond it.
    Refuse,
}

/// The limit that applies; `None` is unlimited. An override of 0 allows nothing.
pub const fn effective_limit(plan: Option<u64>, user_override: Option<u64>) -> Option<u64> {
    match user_override {
        Some(_) => user_override,
        None => plan,
    }
}

/// Decides on one more alert when `used` were accepted this month.
pub const fn decide(used: u64, limit: Option<u64>, mode: QuotaMode) -> QuotaDecision {
    match (limit, mode) {
        (Some(limit), QuotaMode::Strict) if used >= limit => QuotaDecision::Refuse,
        (Some(limit), QuotaMode::Soft) if used >= limit => QuotaDecision::AcceptOver,
        _ => QuotaDecision::Accept,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_itself_is_the_last_alert_accepted() {
        assert_eq!(decide(699, Some(700), QuotaMode::Strict), QuotaDecision::Accept);
        assert_eq!(decide(700, Some(700), QuotaMode::Strict), QuotaDecision::Refuse);
        assert_eq!(decide(700, Some(700), QuotaMode::Soft), QuotaDecision::AcceptOver);
        assert_eq!(decide(u64::MAX, None, QuotaMode::Strict), QuotaDecision::Accept);
    }

    #[test]
    fn an_override_wins_even_when_it_is_nought() {
        assert_eq!(effective_limit(Some(1000), Some(0)), Some(0));
        assert_eq!(effective_limit(None, Some(5)), Some(5));
        assert_eq!(effective_limit(Some(1000), None), Some(1000));
        assert_eq!(effective_limit(None, None), None);
    }
}
