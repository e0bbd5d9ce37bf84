//! How fast TradingView is called for one seller: spaced calls, a longer pause after it asked for one, and none at all for
//! a while when it keeps failing. About twelve calls at once bring a 429; open-source clients space theirs by 350 ms.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::AccessFailure;
use crate::time::Timestamp;

/// Between the beginnings of two calls.
pub const SPACING: Duration = Duration::from_millis(350);
/// The pause after the first 429; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// So many failures in a row, and nothing is tried for a while.
const FAILURES_TO_OPEN: u32 = 5;
const OPEN_FOR: Duration = Duration::from_secs(30);

/// How one seller's calls stand. The state is to be kept where all calls of the seller pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Pacing {
    /// No call begins before.
    not_before: Timestamp,
    /// 429s in a row.
    refusals: u32,
    /// Faults in a row.
    faults: u32,
    /// A single call is out to see whether TradingView works again.
    is_probing: bool,
}

/// Whether a call may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Now.
    Go,
    /// Not before so long; then ask again.
    Wait(Duration),
}

impl Pacing {
    /// Asks for a turn, and takes it if it is given.
    pub fn take(&mut self, now: Timestamp) -> Turn {
        let wait = self.not_before.millis_since(now);
        if wait > 0 {
            return Turn::Wait(Duration::from_millis(wait.unsigned_abs()));
        }
        if self.faults >= FAILURES_TO_OPEN {
            if self.is_probing {
                return Turn::Wait(SPACING);
            }
            self.is_probing = true;
        }
        self.not_before = now.plus(SPACING);
        Turn::Go
    }

    /// A call had an answer that says that TradingView works, whatever it says besides.
    pub fn succeeded(&mut self) {
        self.refusals = 0;
        self.faults = 0;
        self.is_probing = false;
    }

    /// A call failed. `retry_after` is the header of a 429, if there was one.
    pub fn failed(&mut self, now: Timestamp, failure: AccessFailure, retry_after: Option<Duration>) {
        self.is_probing = false;
        if failure == AccessFailure::RateLimited {
            self.refusals += 1;
            let doubled = FIRST_PAUSE.saturating_mul(1 << (self.refusals - 1).min(6));
            self.pause(
                now,
                retry_after.unwrap_or(doubled).clamp(FIRST_PAUSE, LONGEST_PAUSE),
            );
        } else if failure.may_have_happened() {
            self.faults += 1;
            if self.faults >= FAILURES_TO_OPEN {
                self.pause(now, OPEN_FOR);
            }
        } else {
            self.succeeded();
        }
    }

    fn pause(&mut self, now: Timestamp, pause: Duration) {
        self.not_before = self.not_before.max(now.plus(pause));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    #[test]
    fn calls_are_spaced() {
        let mut pacing = Pacing::default();
        assert_eq!(pacing.take(NOW), Turn::Go);
        assert_eq!(
            pacing.take(NOW.plus_millis(100)),
            Turn::Wait(Duration::from_millis(250))
        );
        assert_eq!(pacing.take(NOW.plus_millis(350)), Turn::Go);
    }

    #[test]
    fn a_429_pauses_longer_each_time_and_a_success_ends_it() {
        let mut pacing = Pacing::default();
        let wait = |pacing: &mut Pacing| match pacing.clone().take(NOW) {
            Turn::Wait(wait) => wait.as_secs(),
            Turn::Go => 0,
        };
        for seconds in [1, 2, 4, 8, 16, 32, 60, 60] {
            pacing.failed(NOW, AccessFailure::RateLimited, None);
            assert_eq!(wait(&mut pacing), seconds);
        }
        pacing = Pacing::default();
        pacing.failed(NOW, AccessFailure::RateLimited, Some(Duration::from_secs(7)));
        assert_eq!(wait(&mut pacing), 7);
        pacing.succeeded();
        pacing.failed(NOW.plus_seconds(10), AccessFailure::RateLimited, None);
        assert_eq!(pacing.take(NOW.plus_seconds(11)), Turn::Go);
    }

    #[test]
    fn after_faults_in_a_row_one_call_finds_out_whether_it_works_again() {
        let mut pacing = Pacing::default();
        for _ in 0..FAILURES_TO_OPEN {
            pacing.failed(NOW, AccessFailure::Unavailable, None);
        }
        assert_eq!(pacing.take(NOW), Turn::Wait(OPEN_FOR));
        let later = NOW.plus(OPEN_FOR);
        assert_eq!(pacing.take(later), Turn::Go);
        assert_eq!(
            pacing.take(later.plus(SPACING)),
            Turn::Wait(SPACING),
            "one is enough"
        );
        pacing.failed(later, AccessFailure::NoAnswer, None);
        assert_eq!(pacing.take(later), Turn::Wait(OPEN_FOR), "it does not work yet");
        let later = later.plus(OPEN_FOR);
        assert_eq!(pacing.take(later), Turn::Go);
        pacing.succeeded();
        assert_eq!(pacing.take(later.plus(SPACING)), Turn::Go);
        assert_eq!(pacing.take(later.plus(SPACING * 2)), Turn::Go);
    }

    #[test]
    fn refusals_of_one_buyer_say_nothing_about_tradingview() {
        let mut pacing = Pacing::default();
        for _ in 0..100 {
            pacing.failed(NOW, AccessFailure::UserNotFound, None);
        }
        assert_eq!(pacing.take(NOW), Turn::Go);
    }

    proptest! {
        #[test]
        fn turns_are_never_closer_than_the_spacing_and_always_come(
            events in proptest::collection::vec((0..3_u8, 0..2_000_i64), 1..200),
        ) {
            let mut pacing = Pacing::default();
            let mut now = NOW;
            let mut last: Option<Timestamp> = None;
            for (event, pause) in events {
                now = now.plus_millis(pause);
                if pacing.take(now) == Turn::Go {
                    prop_assert!(last.is_none_or(|last| now - last >= 350));
                    last = Some(now);
                    match event {
                        0 => pacing.succeeded(),
                        1 => pacing.failed(now, AccessFailure::RateLimited, None),
                        _ => pacing.failed(now, AccessFailure::NoAnswer, None),
                    }
                }
            }
            prop_assert_eq!(pacing.take(now.plus(LONGEST_PAUSE)), Turn::Go);
        }
    }
}
