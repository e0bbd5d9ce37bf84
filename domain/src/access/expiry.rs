//! When an access ends, and the text that TradingView and its clients write for it.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::time::{TimeError, Timestamp};

/// Two expiries this close are the same: TradingView keeps fewer digits than some clients send.
pub const TOLERANCE_MS: i64 = 1000;

/// When an access ends. Orders by time, lifetime last.
///
/// In JSON it is an RFC 3339 time or, for lifetime, `null`, as TradingView's `expiration`. In columns it is
/// epoch milliseconds or, likewise, `NULL`: see [`Self::at`] and [`Self::from_column`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Expiry {
    /// The first instant without access.
    At(Timestamp),
    /// Lifetime.
    Never,
}

impl Expiry {
    /// What the column of a grant says.
    pub fn from_column(at: Option<Timestamp>) -> Self {
        at.map_or(Self::Never, Self::At)
    }

    /// The time; `None` for lifetime.
    pub const fn at(self) -> Option<Timestamp> {
        match self {
            Self::At(at) => Some(at),
            Self::Never => None,
        }
    }

    /// Whether the access is over at `now`.
    pub fn is_over(self, now: Timestamp) -> bool {
        self.at().is_some_and(|at| at <= now)
    }

    /// Whether both end together, within [`TOLERANCE_MS`].
    pub fn is_same(self, other: Self) -> bool {
        match (self, other) {
            (Self::Never, Self::Never) => true,
            (Self::At(a), Self::At(b)) => (a - b).abs() < TOLERANCE_MS,
            _ => false,
        }
    }

    /// The form field `expiration` to send: `2024-01-15T10:30:00.000Z`; `None` (leave the field out) for lifetime.
    pub fn to_form(self) -> Option<String> {
        self.at().map(|at| at.to_string())
    }

    /// Reads the field as any client writes it: RFC 3339, Python's `str()` with a space, a date and time without an
    /// offset (UTC), or a bare date (its first instant in UTC).
    pub fn parse_form(text: &str) -> Result<Self, TimeError> {
        let text = text.trim();
        let (date, time) = text.split_once(['T', 't', ' ']).unwrap_or((text, "00:00:00"));
        let has_offset = time.ends_with(['Z', 'z']) || time.contains(['+', '-']);
        let offset = if has_offset { "" } else { "Z" };
        Timestamp::parse(&format!("{date}T{time}{offset}")).map(Self::At)
    }
}

/// The time, or `lifetime`.
impl fmt::Display for Expiry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(at) => at.fmt(f),
            Self::Never => f.write_str("lifetime"),
        }
    }
}

impl FromStr for Expiry {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        if text == "lifetime" {
            Ok(Self::Never)
        } else {
            Timestamp::parse(text).map(Self::At)
        }
    }
}

impl Serialize for Expiry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.at().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Expiry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<Timestamp>::deserialize(deserializer).map(Self::from_column)
    }
}

/// For fields in which no access at all, lifetime and a time are three things: `null`, `"lifetime"`, a time.
pub mod option {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Expiry;

    /// Writes the text or null.
    pub fn serialize<S: Serializer>(expiry: &Option<Expiry>, serializer: S) -> Result<S::Ok, S::Error> {
        match expiry {
            Some(expiry) => serializer.collect_str(expiry),
            None => serializer.serialize_none(),
        }
    }

    /// Reads the text or null.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Expiry>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| text.parse())
            .transpose()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_client_is_understood() {
        let end = Timestamp::parse("2022-11-30T23:59:59.999Z").unwrap();
        for text in [
            "2022-11-30T23:59:59.999000+00:00",
            "2022-11-30T23:59:59.999Z",
            "2022-11-30 23:59:59.999000+00:00",
            "2022-11-30 23:59:59.999",
            "2022-12-01T01:59:59.999+02:00",
        ] {
            assert_eq!(Expiry::parse_form(text), Ok(Expiry::At(end)), "{text}");
        }
        let midnight = Timestamp::parse("2022-11-30T00:00:00Z").unwrap();
        assert_eq!(Expiry::parse_form("2022-11-30"), Ok(Expiry::At(midnight)));
        for text in ["", "soon", "2022-13-01", "2022-11-30T", "30.11.2022"] {
            assert!(Expiry::parse_form(text).is_err(), "{text}");
        }
    }

    #[test]
    fn null_is_lifetime() {
        assert_eq!(serde_json::from_str::<Expiry>("null").unwrap(), Expiry::Never);
        assert_eq!(serde_json::to_string(&Expiry::Never).unwrap(), "null");
        assert_eq!(Expiry::Never.to_form(), None);
        assert!(Expiry::At(Timestamp::MAX) < Expiry::Never);
        assert!(!Expiry::Never.is_over(Timestamp::MAX));
    }

    proptest! {
        #[test]
        fn what_is_sent_is_read_back(ms in 0i64..253_402_300_799_999) {
            let expiry = Expiry::At(Timestamp::from_millis(ms));
            prop_assert_eq!(Expiry::parse_form(&expiry.to_form().unwrap()), Ok(expiry));
            prop_assert_eq!(expiry.to_string().parse(), Ok(expiry));
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = Expiry::parse_form(&text);
        }
    }
}
