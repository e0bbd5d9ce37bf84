//! How many requests TradingView takes: a burst at once, then one each interval. Kept as the time at which the bucket is
//! full again (the generic cell rate algorithm), in microseconds.

use serde::{Deserialize, Serialize};

/// What a bucket holds, and how fast it fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Limits {
    /// Requests at once; at least 1.
    pub(crate) burst: u32,
    /// Between two requests in the long run; at least 1.
    pub(crate) interval_us: u32,
    /// Seconds for the header `Retry-After`, which TradingView does not send.
    pub(crate) retry_after_s: Option<u32>,
}

/// About twelve calls at once make TradingView refuse; clients that wait 350 ms after each call go on for ever.
pub(crate) const DEFAULT: Limits = Limits {
    burst: 12,
    interval_us: 250_000,
    retry_after_s: None,
};

impl Limits {
    /// Decides on a request at `now`: when the bucket is full again if it passes, `None` if it is one too many.
    pub(crate) fn take(self, full_at: i64, now: i64) -> Option<i64> {
        let interval = i64::from(self.interval_us);
        let next = full_at.max(now) + interval;
        (next - now <= interval * i64::from(self.burst)).then_some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of these requests pass.
    fn passed(limits: Limits, times: impl IntoIterator<Item = i64>) -> usize {
        let mut full_at = 0;
        times
            .into_iter()
            .filter_map(|now| limits.take(full_at, now).inspect(|next| full_at = *next))
            .count()
    }

    #[test]
    fn a_burst_passes_and_no_more() {
        assert_eq!(passed(DEFAULT, std::iter::repeat_n(1_000_000, 30)), 12);
    }

    #[test]
    fn who_keeps_the_pace_always_passes() {
        let paced = (0..1000).map(|call| call * 350_000);
        assert_eq!(passed(DEFAULT, paced), 1000);
        let twice_as_fast = (0..1000).map(|call| call * 125_000);
        let through = passed(DEFAULT, twice_as_fast);
        assert!((500..520).contains(&through), "{through}");
    }
}
