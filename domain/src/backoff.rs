//! How long to wait before a job is tried again: exponential, with jitter so that failed jobs do not return together.

use core::time::Duration;

/// Waits that double from `base` up to `max`, for `max_attempts` tries in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The wait after the first failure.
    pub base: Duration,
    /// No wait is longer.
    pub max: Duration,
    /// Tries in all, the first one included.
    pub max_attempts: u32,
}

impl Backoff {
    /// Screenshots: three tries, after about 10 and 20 seconds.
    pub const SCREENSHOT: Self = Self::new(10, 300, 3);
    /// Mail: eight tries over about half an hour.
    pub const MAIL: Self = Self::new(10, 900, 8);

    const fn new(base_s: u64, max_s: u64, max_attempts: u32) -> Self {
        Self {
            base: Duration::from_secs(base_s),
            max: Duration::from_secs(max_s),
            max_attempts,
        }
    }

    /// The wait after the failure of try number `attempt` (1 is the first); `None` when no try is left.
    ///
    /// `jitter` is random: the wait is between half of the exponential delay (0) and all of it (`u32::MAX`).
    pub fn delay(&self, attempt: u32, jitter: u32) -> Option<Duration> {
        if attempt >= self.max_attempts {
            return None;
        }
        let doublings = attempt.saturating_sub(1).min(31);
        let full = self.base.saturating_mul(1 << doublings).min(self.max);
        let half_ms = u64::try_from(full.as_millis() / 2).unwrap_or(u64::MAX);
        let extra_ms = u128::from(half_ms) * u128::from(jitter) / u128::from(u32::MAX);
        Some(Duration::from_millis(
            half_ms.saturating_add(u64::try_from(extra_ms).unwrap_or(half_ms)),
        ))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn waits_double_and_end() {
        let backoff = Backoff::new(10, 30, 4);
        let waits: Vec<_> = (1..=4).map(|attempt| backoff.delay(attempt, u32::MAX)).collect();
        let seconds = |s| Some(Duration::from_secs(s));
        assert_eq!(waits, [seconds(10), seconds(20), seconds(30), None]);
        assert_eq!(backoff.delay(1, 0), seconds(5));
    }

    proptest! {
        #[test]
        fn waits_stay_in_bounds(attempt: u32, jitter: u32) {
            let backoff = Backoff { max_attempts: u32::MAX, ..Backoff::MAIL };
            if let Some(wait) = backoff.delay(attempt, jitter) {
                prop_assert!(wait >= backoff.base / 2 && wait <= backoff.max);
            }
        }
    }
}
