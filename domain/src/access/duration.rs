//! How long access lasts: `7D`, `2W`, `1M`, `1Y`, and `1L` for a lifetime, as the older access API writes them.

use core::{fmt, str::FromStr};

use thiserror::Error;

use crate::time::Timestamp;

/// Until when somebody has access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Expiry {
    /// Until then.
    At(Timestamp),
    /// For ever.
    Lifetime,
}

impl Expiry {
    /// From TradingView's `expiration`, which is null for a lifetime.
    pub const fn from_expiration(expiration: Option<Timestamp>) -> Self {
        match expiration {
            Some(at) => Self::At(at),
            None => Self::Lifetime,
        }
    }

    /// As TradingView's `expiration`.
    pub const fn expiration(self) -> Option<Timestamp> {
        match self {
            Self::At(at) => Some(at),
            Self::Lifetime => None,
        }
    }

    /// Whether it lies behind.
    pub fn is_over(self, now: Timestamp) -> bool {
        self.expiration().is_some_and(|at| at <= now)
    }
}

/// A duration in calendar units. At most 9,999 of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GrantDuration {
    /// 24 hours each.
    Days(u16),
    /// Seven days each.
    Weeks(u16),
    /// Calendar months: the same day of a later month, or its last day where that month is shorter.
    Months(u16),
    /// Calendar years; 29 February becomes the 28th.
    Years(u16),
    /// For ever.
    Lifetime,
}

/// Text that is no duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("Write a duration as a number and D, W, M or Y, such as 30D or 1M, or 1L for a lifetime.")]
pub struct DurationError;

const MAX_COUNT: u16 = 9_999;

impl GrantDuration {
    /// The end of access that begins or goes on at `now` and would have ended at `current`.
    ///
    /// Time that was paid for is never lost and time that has lapsed is never charged: it counts from the later of the
    /// two. A lifetime stays one. What would end after the year 9999 is a lifetime.
    pub fn end(self, now: Timestamp, current: Option<Expiry>) -> Expiry {
        let base = match current {
            Some(Expiry::Lifetime) => return Expiry::Lifetime,
            Some(Expiry::At(at)) => at.max(now),
            None => now,
        };
        self.after(base).map_or(Expiry::Lifetime, Expiry::At)
    }

    fn after(self, base: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Days(count) => base.plus_days(u32::from(count)),
            Self::Weeks(count) => base.plus_days(u32::from(count) * 7),
            Self::Months(count) => base.plus_months(u32::from(count)),
            Self::Years(count) => base.plus_months(u32::from(count) * 12),
            Self::Lifetime => None,
        }
    }
}

impl FromStr for GrantDuration {
    type Err = DurationError;

    fn from_str(text: &str) -> Result<Self, DurationError> {
        let mut chars = text.trim().chars();
        let unit = chars.next_back().ok_or(DurationError)?;
        let digits = chars.as_str();
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(DurationError);
        }
        let count: u16 = digits.parse().map_err(|_| DurationError)?;
        if !(1..=MAX_COUNT).contains(&count) {
            return Err(DurationError);
        }
        match unit.to_ascii_uppercase() {
            'D' => Ok(Self::Days(count)),
            'W' => Ok(Self::Weeks(count)),
            'M' => Ok(Self::Months(count)),
            'Y' => Ok(Self::Years(count)),
            'L' => Ok(Self::Lifetime),
            _ => Err(DurationError),
        }
    }
}

impl fmt::Display for GrantDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Days(count) => write!(f, "{count}D"),
            Self::Weeks(count) => write!(f, "{count}W"),
            Self::Months(count) => write!(f, "{count}M"),
            Self::Years(count) => write!(f, "{count}Y"),
            Self::Lifetime => f.write_str("1L"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn calendars_have_short_months_and_leap_days() {
        for (duration, from, to) in [
            ("1M", "2024-01-31T12:00:00Z", "2024-02-29T12:00:00Z"),
            ("1M", "2023-01-31T12:00:00Z", "2023-02-28T12:00:00Z"),
            ("1M", "2024-02-29T00:00:00Z", "2024-03-29T00:00:00Z"),
            ("2M", "2023-12-31T23:59:59.999Z", "2024-02-29T23:59:59.999Z"),
            ("12M", "2024-02-29T08:30:00Z", "2025-02-28T08:30:00Z"),
            ("1Y", "2024-02-29T08:30:00Z", "2025-02-28T08:30:00Z"),
            ("4Y", "2024-02-29T08:30:00Z", "2028-02-29T08:30:00Z"),
            ("7D", "2024-02-25T00:00:00Z", "2024-03-03T00:00:00Z"),
            ("2W", "2024-12-25T00:00:00Z", "2025-01-08T00:00:00Z"),
        ] {
            let duration: GrantDuration = duration.parse().unwrap();
            assert_eq!(
                duration.end(at(from), None),
                Expiry::At(at(to)),
                "{duration} from {from}"
            );
        }
    }

    #[test]
    fn paid_time_is_kept_and_lapsed_time_is_not_charged() {
        let (now, earlier, later) = (
            at("2024-06-15T00:00:00Z"),
            at("2024-01-01T00:00:00Z"),
            at("2024-07-01T00:00:00Z"),
        );
        let month = GrantDuration::Months(1);
        assert_eq!(
            month.end(now, Some(Expiry::At(earlier))),
            Expiry::At(at("2024-07-15T00:00:00Z"))
        );
        assert_eq!(
            month.end(now, Some(Expiry::At(later))),
            Expiry::At(at("2024-08-01T00:00:00Z"))
        );
        assert_eq!(month.end(now, Some(Expiry::Lifetime)), Expiry::Lifetime);
        assert_eq!(
            GrantDuration::Lifetime.end(now, Some(Expiry::At(later))),
            Expiry::Lifetime
        );
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in [
            "", "D", "7", "0D", "-1D", "1.5M", "7 D x", "10000D", "1H", "1m1d", "७D", "+7D",
        ] {
            assert_eq!(text.parse::<GrantDuration>(), Err(DurationError), "{text}");
        }
        assert_eq!("30d".parse(), Ok(GrantDuration::Days(30)));
    }

    prop_compose! {
        fn durations()(count in 1..=MAX_COUNT, unit in 0..5) -> GrantDuration {
            match unit {
                0 => GrantDuration::Days(count),
                1 => GrantDuration::Weeks(count),
                2 => GrantDuration::Months(count),
                3 => GrantDuration::Years(count),
                _ => GrantDuration::Lifetime,
            }
        }
    }

    proptest! {
        #[test]
        fn text_and_back(duration in durations()) {
            prop_assert_eq!(duration.to_string().parse(), Ok(duration));
        }

        #[test]
        fn access_only_ever_grows(
            duration in durations(),
            now in 0..4_000_000_000_000_i64,
            current in proptest::option::of(0..4_000_000_000_000_i64),
        ) {
            let now = Timestamp::from_millis(now);
            let current = current.map(|ms| Expiry::At(Timestamp::from_millis(ms)));
            let end = duration.end(now, current);
            prop_assert!(end > Expiry::At(now));
            prop_assert!(current.is_none_or(|current| end > current));
        }

        #[test]
        fn the_time_of_day_stays(duration in durations(), now in 0..4_000_000_000_000_i64) {
            if let Expiry::At(end) = duration.end(Timestamp::from_millis(now), None) {
                prop_assert_eq!(end.as_millis().rem_euclid(86_400_000), now.rem_euclid(86_400_000));
            }
        }
    }
}
