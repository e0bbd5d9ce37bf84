//! Request rate limits as a pure state machine: a sliding window over two counters.
//!
//! The previous window counts in proportion to the part of it that the sliding window still covers, so that no burst
//! at the edge of two windows passes twice the limit, and a quiet caller may use the whole limit at once. Refused
//! requests do not count. Keeping the state is left to the caller.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// At most `limit` requests in any `window_s` seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Requests; at least 1 is assumed.
    pub limit: u32,
    /// Seconds; from 1 to a day is assumed.
    pub window_s: u32,
}

impl Policy {
    /// `limit` requests a minute.
    pub const fn per_minute(limit: u32) -> Self {
        Self { limit, window_s: 60 }
    }

    fn window_ms(self) -> i64 {
        i64::from(self.window_s.clamp(1, 86_400)) * 1000
    }
}

/// What is remembered of one caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct State {
    /// Start of the current window, epoch milliseconds.
    pub window_start: i64,
    /// Requests allowed in the current window.
    pub current: u32,
    /// Requests allowed in the window before it.
    pub previous: u32,
}

/// The answer to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Whether the request may pass.
    pub allowed: bool,
    /// The policy's limit, for headers.
    pub limit: u32,
    /// Requests that would still pass right now.
    pub remaining: u32,
    /// Seconds until the current window ends.
    pub reset_s: u32,
    /// Seconds to wait when refused (at least 1), else 0.
    pub retry_after_s: u32,
}

/// Decides on one request at `now` and returns the state to keep.
pub fn check(state: State, now: Timestamp, policy: Policy) -> (State, Decision) {
    let window = policy.window_ms();
    let limit = i64::from(policy.limit.max(1));
    let mut state = advance(state, now.as_millis(), window);
    // A clock that went back leaves `now` before the window: count it as its start.
    let elapsed = now
        .as_millis()
        .saturating_sub(state.window_start)
        .clamp(0, window);

    // All in request-milliseconds, so that the weighting is exact.
    let used = i64::from(state.previous) * (window - elapsed) + i64::from(state.current) * window;
    let allowed = used + window <= limit * window;
    if allowed {
        state.current = state.current.saturating_add(1);
    }
    let left = (limit * window - used) / window - i64::from(allowed);
    let decision = Decision {
        allowed,
        limit: u32::try_from(limit).unwrap_or(u32::MAX),
        remaining: u32::try_from(left.max(0)).unwrap_or(0),
        reset_s: seconds_up(window - elapsed),
        retry_after_s: if allowed {
            0
        } else {
            seconds_up(wait_ms(state, elapsed, window, limit)).max(1)
        },
    };
    (state, decision)
}

/// Moves the windows on to the one that holds `now`.
fn advance(state: State, now: i64, window: i64) -> State {
    let start = now.div_euclid(window) * window;
    match start.saturating_sub(state.window_start) {
        gone if gone <= 0 => state,
        gone if gone == window => State {
            window_start: start,
            current: 0,
            previous: state.current,
        },
        _ => State {
            window_start: start,
            current: 0,
            previous: 0,
        },
    }
}

/// Milliseconds until a refused request would pass, if nobody else came.
fn wait_ms(state: State, elapsed: i64, window: i64, limit: i64) -> i64 {
    let (previous, current) = (i64::from(state.previous), i64::from(state.current));
    // `count` requests fade in proportion to time: how far into the window only `room` of them are left.
    let fade = |count: i64, room: i64| window - room * window / count.max(1);
    if current < limit {
        fade(previous, limit - current - 1) - elapsed
    } else {
        (window - elapsed) + fade(current, limit - 1)
    }
}

fn seconds_up(ms: i64) -> u32 {
    u32::try_from(ms.max(0).unsigned_abs().div_ceil(1000)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const POLICY: Policy = Policy::per_minute(100);

    fn run(times: impl IntoIterator<Item = i64>) -> (State, Vec<Decision>) {
        let mut state = State::default();
        let mut decisions = Vec::new();
        for ms in times {
            let (next, decision) = check(state, Timestamp::from_millis(ms), POLICY);
            state = next;
            decisions.push(decision);
        }
        (state, decisions)
    }

    #[test]
    fn the_limit_passes_at_once_and_one_more_does_not() {
        let (_, decisions) = run((0..101).map(|i| 600_000 + i * 10));
        assert!(decisions[..100].iter().all(|decision| decision.allowed));
        assert_eq!(decisions[0].remaining, 99);
        assert_eq!(decisions[99].remaining, 0);
        assert!(!decisions[100].allowed && decisions[100].retry_after_s > 59);
    }

    #[test]
    fn a_quiet_window_forgets() {
        let (state, _) = run((0..100).map(|_| 600_000));
        let (_, decision) = check(state, Timestamp::from_millis(720_000), POLICY);
        assert_eq!((decision.allowed, decision.remaining), (true, 99));
    }

    #[test]
    fn the_previous_window_fades() {
        let (state, _) = run((0..100).map(|_| 600_000));
        let (_, early) = check(state, Timestamp::from_millis(660_000), POLICY);
        assert!(!early.allowed);
        let (_, half) = check(state, Timestamp::from_millis(690_000), POLICY);
        assert_eq!((half.allowed, half.remaining), (true, 49));
    }

    proptest! {
        #[test]
        fn waiting_as_told_is_enough(gaps in prop::collection::vec(0_i64..3_000, 1..400), limit in 1_u32..50, window_s in 1_u32..120) {
            let policy = Policy { limit, window_s };
            let (mut state, mut now) = (State::default(), 1_700_000_000_000);
            for gap in gaps {
                now += gap;
                let (next, decision) = check(state, Timestamp::from_millis(now), policy);
                prop_assert_eq!(decision.allowed, decision.retry_after_s == 0);
                if !decision.allowed {
                    prop_assert_eq!(next.current, state_at(state, now, policy).current);
                    let later = now + i64::from(decision.retry_after_s) * 1000;
                    prop_assert!(check(next, Timestamp::from_millis(later), policy).1.allowed);
                }
                state = next;
            }
        }

        #[test]
        fn any_window_of_the_grid_holds_at_most_the_limit(gaps in prop::collection::vec(0_i64..2_000, 1..400), limit in 1_u32..50) {
            let policy = Policy::per_minute(limit);
            let (mut state, mut now) = (State::default(), 0);
            let mut per_window = std::collections::BTreeMap::new();
            for gap in gaps {
                now += gap;
                let (next, decision) = check(state, Timestamp::from_millis(now), policy);
                *per_window.entry(now / 60_000).or_insert(0) += u32::from(decision.allowed);
                state = next;
            }
            prop_assert!(per_window.values().all(|count| *count <= limit));
        }

        #[test]
        fn any_state_is_survived(window_start: i64, current: u32, previous: u32, now: i64, limit: u32, window_s: u32) {
            let state = State { window_start, current, previous };
            check(state, Timestamp::from_millis(now), Policy { limit, window_s });
        }
    }

    fn state_at(state: State, now: i64, policy: Policy) -> State {
        advance(state, now, policy.window_ms())
    }
}
