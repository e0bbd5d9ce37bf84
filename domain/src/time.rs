//! Points in time: UTC epoch milliseconds in columns, RFC 3339 in JSON. Reading the clock is left to the caller.

mod rfc3339;

use core::fmt;
use core::ops::Sub;
use core::str::FromStr;
use core::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;
use time::{Date, OffsetDateTime};

/// Text that is not an RFC 3339 time (or, for a month, not `YYYY-MM`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a time such as 2024-01-15T10:30:00Z")]
pub struct TimeError;

/// A point in time in epoch milliseconds, between the years 0 and 9999 (what RFC 3339 can write).
///
/// In JSON it is an RFC 3339 string; use [`epoch_ms`] for fields of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
pub struct Timestamp(i64);

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(0);
    /// 0000-01-01T00:00:00Z.
    pub const MIN: Self = Self(-62_167_219_200_000);
    /// 9999-12-31T23:59:59.999Z.
    pub const MAX: Self = Self(253_402_300_799_999);

    /// The time `ms` milliseconds after the epoch, moved to [`Self::MIN`] or [`Self::MAX`] when beyond.
    pub const fn from_millis(ms: i64) -> Self {
        if ms < Self::MIN.0 {
            Self::MIN
        } else if ms > Self::MAX.0 {
            Self::MAX
        } else {
            Self(ms)
        }
    }

    /// Milliseconds since the epoch.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Parses RFC 3339: a date, a time, `Z` or an offset; digits beyond milliseconds are cut.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        rfc3339::read(text).ok_or(TimeError)
    }

    /// This time and `ms` milliseconds (which may be negative), saturating.
    #[must_use]
    pub const fn plus_millis(self, ms: i64) -> Self {
        Self::from_millis(self.0.saturating_add(ms))
    }

    /// This time and `seconds` (which may be negative), saturating.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        self.plus_millis(seconds.saturating_mul(1000))
    }

    /// This time and `duration`, saturating.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        self.plus_millis(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX))
    }

    /// The same time of day so many days later; `None` beyond [`Self::MAX`].
    pub fn plus_days(self, days: u32) -> Option<Self> {
        let later = self.0.checked_add(i64::from(days) * DAY_MS)?;
        (later <= Self::MAX.0).then_some(Self(later))
    }

    /// The same day and time of a later month (UTC), or its last day where that month is shorter; `None` beyond
    /// [`Self::MAX`].
    pub fn plus_months(self, months: u32) -> Option<Self> {
        let date = self.utc().date();
        let count = u32::from(u8::from(date.month())) - 1 + months;
        let year = date.year().checked_add(i32::try_from(count / 12).ok()?)?;
        let month = time::Month::try_from(u8::try_from(count % 12 + 1).ok()?).ok()?;
        let day = date.day().min(month.length(year));
        let later = Date::from_calendar_date(year, month, day).ok()?;
        let days = i64::from(later.to_julian_day()) - i64::from(date.to_julian_day());
        let later = self.0.checked_add(days * DAY_MS)?;
        (later <= Self::MAX.0).then_some(Self(later))
    }

    /// Milliseconds from `earlier` to this time; negative when `earlier` is later.
    pub const fn millis_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Whole seconds until `later`, rounded up, at least 0: what `Retry-After` wants.
    pub fn seconds_until(self, later: Self) -> u64 {
        let ms = later.millis_since(self);
        if ms > 0 {
            ms.unsigned_abs().div_ceil(1000)
        } else {
            0
        }
    }

    /// The calendar month (UTC) that it falls in.
    pub fn month(self) -> Month {
        let date = self.utc().date();
        Month {
            year: date.year(),
            month: u8::from(date.month()),
        }
    }

    /// The calendar day (UTC) as `YYYY-MM-DD`.
    pub fn date(self) -> String {
        let date = self.utc().date();
        format!(
            "{:04}-{:02}-{:02}",
            date.year(),
            u8::from(date.month()),
            date.day()
        )
    }

    /// Midnight (UTC) of its day.
    #[must_use]
    pub const fn start_of_day(self) -> Self {
        Self(self.0.div_euclid(DAY_MS) * DAY_MS)
    }

    /// To the second.
    pub(crate) fn utc(self) -> OffsetDateTime {
        // Always in range by construction.
        OffsetDateTime::from_unix_timestamp(self.0.div_euclid(1000)).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}

/// Milliseconds in a day.
pub const DAY_MS: i64 = 86_400_000;

/// RFC 3339 in UTC, always with milliseconds: `2024-01-15T10:30:00.000Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.utc();
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
            at.year(),
            u8::from(at.month()),
            at.day(),
            at.hour(),
            at.minute(),
            at.second(),
            self.0.rem_euclid(1000)
        )
    }
}

impl FromStr for Timestamp {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        Self::parse(text)
    }
}

impl Sub for Timestamp {
    /// Milliseconds.
    type Output = i64;

    fn sub(self, earlier: Self) -> i64 {
        self.millis_since(earlier)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            self.0.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return i64::deserialize(deserializer).map(Self::from_millis);
        }
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// For `#[serde(with = "pinewire_domain::time::epoch_ms")]`: a [`Timestamp`] as integer milliseconds.
pub mod epoch_ms {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Timestamp;

    /// Writes milliseconds.
    pub fn serialize<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(at.as_millis())
    }

    /// Reads milliseconds.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        i64::deserialize(deserializer).map(Timestamp::from_millis)
    }

    /// The same for `Option<Timestamp>`.
    pub mod option {
        use serde::{Deserialize, Deserializer, Serializer};

        use super::Timestamp;

        /// Writes milliseconds or null.
        pub fn serialize<S: Serializer>(at: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
            match at {
                Some(at) => serializer.serialize_some(&at.as_millis()),
                None => serializer.serialize_none(),
            }
        }

        /// Reads milliseconds or null.
        pub fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<Timestamp>, D::Error> {
            Ok(Option::<i64>::deserialize(deserializer)?.map(Timestamp::from_millis))
        }
    }
}

/// A calendar month in UTC. Its text, `YYYY-MM`, is the key that monthly usage is counted under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month {
    year: i32,
    month: u8,
}

impl Month {
    /// The month after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        if self.month == 12 {
            Self {
                year: self.year + 1,
                month: 1,
            }
        } else {
            Self {
                year: self.year,
                month: self.month + 1,
            }
        }
    }

    /// Months since January of the year 0, for counting in months.
    pub const fn index(self) -> i32 {
        self.year * 12 + self.month as i32 - 1
    }

    /// The month of that index.
    pub fn from_index(index: i32) -> Self {
        Self {
            year: index.div_euclid(12),
            month: u8::try_from(index.rem_euclid(12) + 1).unwrap_or(1),
        }
    }

    /// Its first instant. `month.next().start()` is when a monthly quota resets.
    pub fn start(self) -> Timestamp {
        let first = time::Month::try_from(self.month)
            .ok()
            .and_then(|month| Date::from_calendar_date(self.year, month, 1).ok());
        first.map_or(Timestamp::MAX, |date| {
            Timestamp::from_millis(date.midnight().assume_utc().unix_timestamp().saturating_mul(1000))
        })
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let month = Timestamp::parse(&format!("{text}-01T00:00:00Z"))?.month();
        if month.to_string() == text {
            Ok(month)
        } else {
            Err(TimeError)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_what_others_write() {
        let expected = Timestamp::from_millis(1_705_314_600_000);
        for text in [
            "2024-01-15T10:30:00Z",
            "2024-01-15T10:30:00.000Z",
            "2024-01-15T13:30:00+03:00",
            "2024-01-15T05:30:00-05:00",
            "2024-01-15T10:30:00.000999Z",
        ] {
            assert_eq!(Timestamp::parse(text), Ok(expected), "{text}");
        }
        for text in [
            "",
            "2024-01-15",
            "2024-02-30T00:00:00Z",
            "2024-01-15T10:30:00",
            "2024-01-15T25:00:00Z",
            "1705314600",
        ] {
            assert_eq!(Timestamp::parse(text), Err(TimeError), "{text}");
        }
    }

    #[test]
    fn the_ends_of_time_are_written_and_read() {
        for at in [Timestamp::MIN, Timestamp::MAX, Timestamp::EPOCH] {
            assert_eq!(Timestamp::parse(&at.to_string()), Ok(at));
        }
        assert_eq!(Timestamp::from_millis(i64::MAX), Timestamp::MAX);
        assert_eq!(Timestamp::MAX.month().next().start(), Timestamp::MAX);
        assert_eq!(Timestamp::parse("0000-01-01T00:00:00+14:00"), Err(TimeError));
    }

    #[test]
    fn months_follow_each_other() {
        let month = Timestamp::parse("2024-12-31T23:59:59.999Z").unwrap().month();
        assert_eq!(month.to_string(), "2024-12");
        assert_eq!(month.next().to_string(), "2025-01");
        assert_eq!(month.next().start().to_string(), "2025-01-01T00:00:00.000Z");
        assert_eq!("2024-12".parse(), Ok(month));
        assert_eq!(Month::from_index(month.index() + 1), month.next());
        assert!("2024-1".parse::<Month>().is_err() && "2024-13".parse::<Month>().is_err());
    }

    #[test]
    fn retry_after_is_rounded_up() {
        let now = Timestamp::EPOCH;
        assert_eq!(now.seconds_until(now.plus_millis(1)), 1);
        assert_eq!(now.seconds_until(now.plus_millis(2000)), 2);
        assert_eq!(now.seconds_until(now.plus_millis(-5)), 0);
    }

    proptest! {
        #[test]
        fn text_and_rows_keep_the_time(ms in Timestamp::MIN.as_millis()..=Timestamp::MAX.as_millis()) {
            let at = Timestamp::from_millis(ms);
            prop_assert_eq!(Timestamp::parse(&at.to_string()), Ok(at));
            prop_assert!(at.month().start() <= at && at < at.month().next().start().plus_millis(i64::from(at == Timestamp::MAX)) || at.month().next().start() == Timestamp::MAX);
            prop_assert_eq!(at.start_of_day().date(), at.date());
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = Timestamp::parse(&text);
            let _ = text.parse::<Month>();
        }
    }
}
