//! Polite spacing of one seller's requests to TradingView, which refuses bursts with 429 and seldom says for how long.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use crate::backoff::Backoff;
use crate::time::Timestamp;

/// How closely requests may follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pacing {
    /// Between two requests at least.
    pub spacing: Duration,
    /// Random time on top of it, at most.
    pub jitter: Duration,
    /// Waits after a refusal in which TradingView gives no time.
    pub backoff: Backoff,
}

impl Pacing {
    /// What open-source clients found to be tolerated: 350 ms, and 1, 2, 4 s and on to a minute after a refusal.
    pub const TRADINGVIEW: Self = Self {
        spacing: Duration::from_millis(350),
        jitter: Duration::from_millis(35),
        backoff: Backoff {
            base: Duration::from_secs(2),
            max: Duration::from_mins(1),
            max_attempts: u32::MAX,
        },
    };
}

/// Where one seller's spacing stands; stored with the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Pace {
    /// No request is sent earlier.
    pub next_at: Timestamp,
    /// Refusals in a row.
    pub refusals: u32,
}

impl Pace {
    /// Takes the next free moment, now or later, and gives it. `jitter` is random.
    ///
    /// The moment is taken even when the request is never sent: nobody else gets it.
    pub fn take(&mut self, pacing: Pacing, now: Timestamp, jitter: u32) -> Timestamp {
        let at = self.next_at.max(now);
        let extra_ms = pacing.jitter.as_millis() * u128::from(jitter) / u128::from(u32::MAX);
        let extra = Duration::from_millis(u64::try_from(extra_ms).unwrap_or(u64::MAX));
        self.next_at = at.plus(pacing.spacing.saturating_add(extra));
        at
    }

    /// A request was refused as one too many. Nothing is sent before the time that TradingView gives or, without one,
    /// before a back-off that doubles with each refusal in a row.
    pub fn refused(&mut self, pacing: Pacing, now: Timestamp, retry_at: Option<Timestamp>, jitter: u32) {
        self.refusals = self.refusals.saturating_add(1);
        let wait = pacing
            .backoff
            .delay(self.refusals, jitter)
            .unwrap_or(pacing.backoff.max);
        self.next_at = self.next_at.max(retry_at.unwrap_or(now)).max(now.plus(wait));
    }

    /// A request was accepted.
    pub const fn accepted(&mut self) {
        self.refusals = 0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_705_314_600_000);
    const PACING: Pacing = Pacing::TRADINGVIEW;

    #[test]
    fn a_quiet_seller_waits_for_nothing_and_a_busy_one_uses_the_rate() {
        let mut pace = Pace::default();
        assert_eq!(pace.take(PACING, NOW, 7), NOW);
        let mut last = NOW;
        for _ in 1..1000 {
            last = pace.take(PACING, NOW, u32::MAX / 2);
        }
        let ideal = 999 * 350;
        assert!(
            last - NOW >= ideal && (last - NOW) * 9 <= ideal * 10,
            "{}",
            last - NOW
        );
    }

    #[test]
    fn refusals_in_a_row_wait_longer_and_a_success_forgets_them() {
        let mut pace = Pace::default();
        let mut waits = vec![];
        for _ in 0..8 {
            pace = Pace { next_at: NOW, ..pace };
            pace.refused(PACING, NOW, None, u32::MAX);
            waits.push((pace.next_at - NOW) / 1000);
        }
        assert_eq!(waits, [2, 4, 8, 16, 32, 60, 60, 60]);
        pace.accepted();
        pace.next_at = NOW;
        pace.refused(PACING, NOW, Some(NOW.plus_seconds(90)), 0);
        assert_eq!(pace.next_at, NOW.plus_seconds(90));
    }

    #[derive(Debug, Clone, Copy)]
    enum Step {
        Take(u32),
        Refused(u32, Option<i64>),
        Accepted,
        Later(i64),
    }

    fn any_step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => any::<u32>().prop_map(Step::Take),
            1 => (any::<u32>(), prop::option::of(0i64..100)).prop_map(|(jitter, after)| Step::Refused(jitter, after)),
            1 => Just(Step::Accepted),
            2 => (0i64..5_000).prop_map(Step::Later),
        ]
    }

    proptest! {
        #[test]
        fn nothing_is_sent_too_soon(steps in prop::collection::vec(any_step(), 0..200)) {
            let (mut pace, mut now) = (Pace::default(), NOW);
            let (mut earliest, mut refusals) = (NOW, 0);
            for step in steps {
                match step {
                    Step::Take(jitter) => {
                        let at = pace.take(PACING, now, jitter);
                        prop_assert!(at >= now && at >= earliest);
                        earliest = at.plus(PACING.spacing);
                    }
                    Step::Refused(jitter, after) => {
                        let told = after.map(|seconds| now.plus_seconds(seconds));
                        pace.refused(PACING, now, told, jitter);
                        refusals += 1;
                        earliest = earliest.max(told.unwrap_or(now)).max(now.plus_seconds(1));
                    }
                    Step::Accepted => { pace.accepted(); refusals = 0; }
                    Step::Later(ms) => now = now.plus_millis(ms),
                }
                prop_assert_eq!(pace.refusals, refusals);
            }
        }
    }
}
