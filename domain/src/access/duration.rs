//! How long a grant lasts: `7D`, `2W`, `1M`, `1Y`, and `1L` for lifetime, as the older access API writes it.
//!
//! Time is added to whichever is later, now or the current expiry, so that renewing early loses nothing and renewing
//! late pays for no time in the past.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::expiry::Expiry;
use crate::time::Timestamp;

const MAX_COUNT: u32 = 9999;

/// Text that is not a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a duration: write a number from 1 to 9999 and D, W, M or Y, such as 7D, or 1L for lifetime")]
pub struct DurationError;

/// What a count of a duration counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// 24 hours.
    Day,
    /// Seven days.
    Week,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

impl Unit {
    const fn letter(self) -> char {
        match self {
            Self::Day => 'D',
            Self::Week => 'W',
            Self::Month => 'M',
            Self::Year => 'Y',
        }
    }
}

/// How long a grant lasts. Its text, e.g. `7D`, is what columns and JSON hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GrantDuration {
    /// For ever.
    Lifetime,
    /// A number of units; build it with [`Self::span`].
    Span(Span),
}

/// A number of units, from 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    count: u32,
    unit: Unit,
}

impl Span {
    /// The end of a span that starts at `at`; `None` beyond the year 9999.
    pub fn after(self, at: Timestamp) -> Option<Timestamp> {
        match self.unit {
            Unit::Day => at.plus_days(self.count),
            Unit::Week => at.plus_days(self.count * 7),
            Unit::Month => at.plus_months(self.count),
            Unit::Year => at.plus_months(self.count * 12),
        }
    }
}

impl GrantDuration {
    /// `count` units, from 1 to 9999.
    pub const fn span(count: u32, unit: Unit) -> Result<Self, DurationError> {
        if count == 0 || count > MAX_COUNT {
            return Err(DurationError);
        }
        Ok(Self::Span(Span { count, unit }))
    }

    /// When an access ends that is extended at `now` by this and ended, before, at `current` (`None`: there was none).
    ///
    /// `None` when it would end beyond the year 9999. Lifetime stays lifetime.
    pub fn extend(self, current: Option<Expiry>, now: Timestamp) -> Option<Expiry> {
        match (self, current) {
            (Self::Lifetime, _) | (_, Some(Expiry::Never)) => Some(Expiry::Never),
            (Self::Span(span), Some(Expiry::At(at))) => span.after(at.max(now)).map(Expiry::At),
            (Self::Span(span), None) => span.after(now).map(Expiry::At),
        }
    }
}

impl fmt::Display for GrantDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lifetime => f.write_str("1L"),
            Self::Span(Span { count, unit }) => write!(f, "{count}{}", unit.letter()),
        }
    }
}

/// Letters may be lower case. Any number of lifetimes is one.
impl FromStr for GrantDuration {
    type Err = DurationError;

    fn from_str(text: &str) -> Result<Self, DurationError> {
        let split = text.len().checked_sub(1).ok_or(DurationError)?;
        let (digits, unit) = text.split_at_checked(split).ok_or(DurationError)?;
        let short = digits.len() <= 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
        let count: u32 = digits.parse().ok().filter(|_| short).ok_or(DurationError)?;
        let unit = match unit {
            "D" | "d" => Unit::Day,
            "W" | "w" => Unit::Week,
            "M" | "m" => Unit::Month,
            "Y" | "y" => Unit::Year,
            "L" | "l" if count > 0 => return Ok(Self::Lifetime),
            _ => return Err(DurationError),
        };
        Self::span(count, unit)
    }
}

impl Serialize for GrantDuration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for GrantDuration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn the_calendar_is_kept() {
        let now = "2024-01-01T00:00:00Z";
        for (current, duration, end) in [
            // Month ends clamp and leap days come and go.
            ("2024-01-31T10:30:00.123Z", "1M", "2024-02-29T10:30:00.123Z"),
            ("2025-01-31T10:30:00Z", "1M", "2025-02-28T10:30:00Z"),
            ("2024-03-31T00:00:00Z", "1M", "2024-04-30T00:00:00Z"),
            ("2024-02-29T23:59:59.999Z", "1Y", "2025-02-28T23:59:59.999Z"),
            ("2024-02-29T00:00:00Z", "4Y", "2028-02-29T00:00:00Z"),
            ("2024-02-29T00:00:00Z", "12M", "2025-02-28T00:00:00Z"),
            ("2096-02-29T00:00:00Z", "4Y", "2100-02-28T00:00:00Z"),
            ("2024-12-15T00:00:00Z", "1M", "2025-01-15T00:00:00Z"),
            ("2024-11-30T00:00:00Z", "3M", "2025-02-28T00:00:00Z"),
            ("2024-02-28T00:00:00Z", "2D", "2024-03-01T00:00:00Z"),
            ("2024-12-31T00:00:00Z", "1W", "2025-01-07T00:00:00Z"),
            // A lapsed access starts anew from now.
            ("2023-06-15T00:00:00Z", "1M", "2024-02-01T00:00:00Z"),
            ("2023-12-31T23:59:59.999Z", "7D", "2024-01-08T00:00:00Z"),
        ] {
            let extended = duration
                .parse::<GrantDuration>()
                .unwrap()
                .extend(Some(Expiry::At(at(current))), at(now));
            assert_eq!(extended, Some(Expiry::At(at(end))), "{current} + {duration}");
        }
        let week: GrantDuration = "7D".parse().unwrap();
        assert_eq!(
            week.extend(None, at(now)),
            Some(Expiry::At(at("2024-01-08T00:00:00Z")))
        );
    }

    #[test]
    fn lifetime_is_the_end_of_it() {
        let now = at("2024-01-01T00:00:00Z");
        let month: GrantDuration = "1M".parse().unwrap();
        assert_eq!(month.extend(Some(Expiry::Never), now), Some(Expiry::Never));
        assert_eq!(
            GrantDuration::Lifetime.extend(Some(Expiry::At(now)), now),
            Some(Expiry::Never)
        );
        assert_eq!("9999Y".parse::<GrantDuration>().unwrap().extend(None, now), None);
        assert_eq!(
            "1D".parse::<GrantDuration>()
                .unwrap()
                .extend(Some(Expiry::At(Timestamp::MAX)), now),
            None
        );
    }

    #[test]
    fn durations_are_read_and_other_text_is_refused() {
        for (text, canonical) in [
            ("7d", "7D"),
            ("02W", "2W"),
            ("1L", "1L"),
            ("3l", "1L"),
            ("9999Y", "9999Y"),
        ] {
            assert_eq!(text.parse::<GrantDuration>().unwrap().to_string(), canonical);
        }
        for text in [
            "", "D", "7", "0D", "0L", "-1D", "+1D", "1.5M", "1H", "7DD", "10000D", " 7D", "7 D", "7é", "1é1D",
        ] {
            assert_eq!(text.parse::<GrantDuration>(), Err(DurationError), "{text}");
        }
    }

    fn any_span() -> impl Strategy<Value = GrantDuration> {
        "[1-9][0-9]{0,2}[DWMY]".prop_map(|text| text.parse().unwrap())
    }

    proptest! {
        #[test]
        fn no_time_is_lost_and_none_is_in_the_past(duration in any_span(), now in 0i64..4_102_444_800_000, current in prop::option::of(0i64..4_102_444_800_000)) {
            let (now, current) = (Timestamp::from_millis(now), current.map(Timestamp::from_millis));
            let Some(Expiry::At(end)) = duration.extend(current.map(Expiry::At), now) else { panic!("too far") };
            let base = current.map_or(now, |current| current.max(now));
            prop_assert!(end - base >= crate::time::DAY_MS);
            prop_assert_eq!((end - base) % crate::time::DAY_MS, 0);
        }

        #[test]
        fn months_keep_the_day_or_clamp(start in 0i64..4_102_444_800_000, months in 1u32..500) {
            let start = Timestamp::from_millis(start);
            let end = start.plus_months(months).unwrap();
            let (from, to) = (start.utc().date(), end.utc().date());
            prop_assert_eq!(end.month().index() - start.month().index(), i32::try_from(months).unwrap());
            prop_assert_eq!(to.day(), from.day().min(to.month().length(to.year())));
            prop_assert_eq!(start.utc().time(), end.utc().time());
        }

        #[test]
        fn text_is_kept(duration in any_span()) {
            prop_assert_eq!(duration.to_string().parse(), Ok(duration));
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = text.parse::<GrantDuration>();
        }
    }
}
