//! The circuit breaker of a seller's connection: when TradingView fails again and again, everything waits, then one
//! request tries for all. Whether a failure counts is told by
//! [`AccessFailure::counts_against_breaker`](super::failure::AccessFailure::counts_against_breaker).

use core::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Failures in a row that open it.
pub const THRESHOLD: u32 = 5;
/// How long it stays open at first; doubles with each probe that fails.
pub const FIRST_OPEN: Duration = Duration::from_secs(30);
/// How long it stays open at most.
pub const LONGEST_OPEN: Duration = Duration::from_mins(15);
/// A probe that has not reported by then has died, and another may go.
pub const PROBE_TIMEOUT: Duration = Duration::from_mins(1);

/// The breaker's state; stored with the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Breaker {
    /// Everything may go.
    Closed {
        /// Failures in a row.
        failures: u32,
    },
    /// Nothing may go.
    Open {
        /// When a probe may.
        until: Timestamp,
        /// Times in a row that it opened.
        trips: u32,
    },
    /// One request is trying for all.
    HalfOpen {
        /// When it counts as dead.
        expires_at: Timestamp,
        /// Times in a row that it opened.
        trips: u32,
    },
}

impl Default for Breaker {
    fn default() -> Self {
        Self::Closed { failures: 0 }
    }
}

impl Breaker {
    /// Asks to send a request at `now`; on refusal, when to ask again. A grant in half-open state is the probe's:
    /// report its result.
    pub fn ask(&mut self, now: Timestamp) -> Result<(), Timestamp> {
        match *self {
            Self::Closed { .. } => Ok(()),
            Self::Open { until, .. } if now < until => Err(until),
            Self::HalfOpen { expires_at, .. } if now < expires_at => Err(expires_at),
            Self::Open { trips, .. } | Self::HalfOpen { trips, .. } => {
                *self = Self::HalfOpen {
                    expires_at: now.plus(PROBE_TIMEOUT),
                    trips,
                };
                Ok(())
            }
        }
    }

    /// A request got an answer that is not TradingView's trouble: a success, or a refusal of this one request.
    pub const fn succeeded(&mut self) {
        // A late success of a request that was sent before it opened proves nothing about now.
        if !matches!(self, Self::Open { .. }) {
            *self = Self::Closed { failures: 0 };
        }
    }

    /// A request failed in a way that counts.
    pub fn failed(&mut self, now: Timestamp) {
        *self = match *self {
            Self::Closed { failures } if failures.saturating_add(1) < THRESHOLD => Self::Closed {
                failures: failures + 1,
            },
            Self::Closed { .. } => open(now, 1),
            Self::HalfOpen { trips, .. } => open(now, trips.saturating_add(1)),
            open @ Self::Open { .. } => open,
        };
    }
}

fn open(now: Timestamp, trips: u32) -> Breaker {
    let doublings = trips.saturating_sub(1).min(16);
    let wait = FIRST_OPEN.saturating_mul(1 << doublings).min(LONGEST_OPEN);
    Breaker::Open {
        until: now.plus(wait),
        trips,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_705_314_600_000);

    fn opened() -> Breaker {
        let mut breaker = Breaker::default();
        for _ in 0..THRESHOLD {
            assert_eq!(breaker.ask(NOW), Ok(()));
            breaker.failed(NOW);
        }
        breaker
    }

    #[test]
    fn failures_in_a_row_open_it_and_one_probe_closes_it() {
        let mut breaker = opened();
        let until = breaker.ask(NOW).unwrap_err();
        assert_eq!(until, NOW.plus(FIRST_OPEN));
        assert_eq!(breaker.ask(until), Ok(()));
        assert!(breaker.ask(until).is_err(), "one probe at a time");
        breaker.succeeded();
        assert_eq!(breaker, Breaker::default());
    }

    #[test]
    fn failed_probes_wait_longer_up_to_a_limit() {
        let mut breaker = opened();
        let (mut now, mut waits) = (NOW, vec![]);
        for _ in 0..7 {
            let until = breaker.ask(now).unwrap_err();
            waits.push((until - now) / 1000);
            now = until;
            assert_eq!(breaker.ask(now), Ok(()));
            breaker.failed(now);
        }
        assert_eq!(waits, [30, 60, 120, 240, 480, 900, 900]);
    }

    #[test]
    fn a_success_between_failures_keeps_it_closed() {
        let mut breaker = Breaker::default();
        for _ in 0..10 {
            for _ in 1..THRESHOLD {
                breaker.failed(NOW);
            }
            breaker.succeeded();
        }
        assert_eq!(breaker.ask(NOW), Ok(()));
    }

    proptest! {
        #[test]
        fn it_lets_one_probe_through_and_always_recovers(steps in prop::collection::vec((0u8..4, 0i64..120_000), 0..200)) {
            let (mut breaker, mut now) = (Breaker::default(), NOW);
            let mut last_probe: Option<Timestamp> = None;
            for (step, ms) in steps {
                match step {
                    0 => breaker.succeeded(),
                    1 => breaker.failed(now),
                    2 => {
                        let was = breaker;
                        let asked = breaker.ask(now);
                        if let Err(at) = asked {
                            prop_assert!(at > now);
                            prop_assert!(at - now <= i64::try_from(LONGEST_OPEN.as_millis()).unwrap());
                        } else if !matches!(was, Breaker::Closed { .. }) {
                            if let (Breaker::HalfOpen { .. }, Some(before)) = (was, last_probe) {
                                prop_assert!(now - before >= i64::try_from(PROBE_TIMEOUT.as_millis()).unwrap());
                            }
                            last_probe = Some(now);
                        }
                    }
                    _ => now = now.plus_millis(ms),
                }
            }
            if let Err(at) = breaker.ask(now) {
                prop_assert_eq!(breaker.ask(at), Ok(()));
            }
            breaker.succeeded();
            prop_assert_eq!(breaker, Breaker::default());
        }
    }
}
