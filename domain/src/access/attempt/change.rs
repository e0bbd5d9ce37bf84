//! What is wanted of an access, and the expiry that it leads to.

use serde::{Deserialize, Deserializer, Serialize};

use crate::access::duration::GrantDuration;
use crate::access::expiry::{self, Expiry};
use crate::access::failure::AccessFailure;
use crate::time::Timestamp;

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case", try_from = "Written")]
pub enum Change {
    /// More time, from the later of now and the current expiry.
    Extend {
        /// How much.
        duration: GrantDuration,
        /// Days on top that are not paid for: a later extension does not count from them.
        grace_days: u16,
    },
    /// A first access for a while, for somebody who never had one.
    Trial {
        /// How long.
        duration: GrantDuration,
    },
    /// Exactly this expiry, be it sooner or later than the current one.
    Replace {
        /// The expiry.
        expiry: Expiry,
    },
    /// No access.
    Revoke,
}

/// A change as it is written. What serde derives for reading enums with a tag is ten times as large.
#[derive(Deserialize)]
struct Written {
    change: String,
    duration: Option<GrantDuration>,
    #[serde(default)]
    grace_days: u16,
    /// Null is an expiry, too.
    #[serde(default, deserialize_with = "present")]
    expiry: Option<Expiry>,
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Expiry>, D::Error> {
    Expiry::deserialize(deserializer).map(Some)
}

impl TryFrom<Written> for Change {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let Written {
            duration,
            grace_days,
            expiry,
            ..
        } = written;
        match (written.change.as_str(), duration, expiry) {
            ("extend", Some(duration), None) => Ok(Self::Extend { duration, grace_days }),
            ("trial", Some(duration), None) => Ok(Self::Trial { duration }),
            ("replace", None, Some(expiry)) => Ok(Self::Replace { expiry }),
            ("revoke", None, None) => Ok(Self::Revoke),
            _ => Err("not a change, or not all of it"),
        }
    }
}

/// What the books know of an access before it is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Books {
    /// Until when it is paid for; `None` when it never was.
    #[serde(with = "expiry::option")]
    pub paid_until: Option<Expiry>,
    /// The expiry that TradingView was last known to have: [`Self::paid_until`] and any grace. `None`: no access.
    #[serde(with = "expiry::option")]
    pub on_tradingview: Option<Expiry>,
}

impl Books {
    /// Whether TradingView was known to have this expiry; another one was set by the seller's own hand.
    pub fn knew(self, shown: Expiry) -> bool {
        self.on_tradingview.is_some_and(|known| known.is_same(shown))
    }
}

/// What a change leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The expiry to set on TradingView; `None`: no access.
    #[serde(with = "expiry::option")]
    pub expiry: Option<Expiry>,
    /// The end of what is paid for.
    #[serde(with = "expiry::option")]
    pub paid_until: Option<Expiry>,
}

impl Target {
    /// Whether an access that ends at `shown` (`None`: there is none) is what is wanted.
    pub fn is_met_by(self, shown: Option<Expiry>) -> bool {
        match (self.expiry, shown) {
            (None, None) => true,
            (Some(wanted), Some(shown)) => wanted.is_same(shown),
            _ => false,
        }
    }
}

impl Change {
    /// What it leads to when it is asked for at `now`.
    ///
    /// `shown` is what TradingView shows, once that was looked up. Where it is not what the
    /// books expected, the seller has changed it by hand, and the longer of the two counts: nobody loses time.
    pub fn target(
        self,
        books: Books,
        shown: Option<Expiry>,
        now: Timestamp,
    ) -> Result<Target, AccessFailure> {
        let by_hand = shown.filter(|shown| !books.knew(*shown));
        let base = books.paid_until.max(by_hand);
        let both = |expiry| Target {
            expiry: Some(expiry),
            paid_until: Some(expiry),
        };
        match self {
            Self::Revoke => Ok(Target {
                expiry: None,
                paid_until: None,
            }),
            Self::Replace { expiry } => Ok(both(expiry)),
            Self::Trial { .. } if base.is_some() => Err(AccessFailure::TrialUsed),
            Self::Trial { duration } => duration
                .extend(None, now)
                .map(both)
                .ok_or(AccessFailure::ExpiryTooLate),
            Self::Extend { duration, grace_days } => {
                let paid_until = duration.extend(base, now).ok_or(AccessFailure::ExpiryTooLate)?;
                let with_grace = match paid_until {
                    Expiry::At(at) => at
                        .plus_days(grace_days.into())
                        .map(Expiry::At)
                        .ok_or(AccessFailure::ExpiryTooLate)?,
                    Expiry::Never => Expiry::Never,
                };
                Ok(Target {
                    // Whoever pays loses nothing: a grace given by an earlier, longer rule is not taken back.
                    expiry: Some(with_grace).max(shown),
                    paid_until: Some(paid_until),
                })
            }
        }
    }

    /// Whether what TradingView shows can lead to another target.
    pub const fn depends_on_shown(self) -> bool {
        matches!(self, Self::Extend { .. } | Self::Trial { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(text: &str) -> Expiry {
        Expiry::At(Timestamp::parse(text).unwrap())
    }

    fn month(grace_days: u16) -> Change {
        Change::Extend {
            duration: "1M".parse().unwrap(),
            grace_days,
        }
    }

    const NOW: &str = "2024-01-15T00:00:00Z";

    fn target(change: Change, books: Books, shown: Option<Expiry>) -> Result<Target, AccessFailure> {
        change.target(books, shown, Timestamp::parse(NOW).unwrap())
    }

    #[test]
    fn grace_does_not_add_up() {
        let first = target(month(3), Books::default(), None).unwrap();
        assert_eq!(first.paid_until, Some(end("2024-02-15T00:00:00Z")));
        assert_eq!(first.expiry, Some(end("2024-02-18T00:00:00Z")));
        let books = Books {
            paid_until: first.paid_until,
            on_tradingview: first.expiry,
        };
        // Whether or not TradingView was asked.
        for shown in [None, first.expiry] {
            let second = target(month(3), books, shown).unwrap();
            assert_eq!(second.paid_until, Some(end("2024-03-15T00:00:00Z")));
            assert_eq!(second.expiry, Some(end("2024-03-18T00:00:00Z")));
        }
    }

    #[test]
    fn an_extension_never_cuts_an_earlier_and_longer_grace() {
        let books = Books {
            paid_until: Some(end("2024-01-20T00:00:00Z")),
            on_tradingview: Some(end("2024-06-01T00:00:00Z")),
        };
        let extended = target(month(3), books, books.on_tradingview).unwrap();
        assert_eq!(extended.paid_until, Some(end("2024-02-20T00:00:00Z")));
        assert_eq!(extended.expiry, books.on_tradingview);
    }

    #[test]
    fn what_the_seller_gave_by_hand_is_kept() {
        let by_hand = end("2024-06-01T00:00:00Z");
        let extended = target(month(0), Books::default(), Some(by_hand)).unwrap();
        assert_eq!(extended.expiry, Some(end("2024-07-01T00:00:00Z")));
        let lifetime = target(month(0), Books::default(), Some(Expiry::Never)).unwrap();
        assert_eq!(lifetime.expiry, Some(Expiry::Never));
    }

    #[test]
    fn a_trial_is_for_newcomers() {
        let trial = Change::Trial {
            duration: "7D".parse().unwrap(),
        };
        assert_eq!(
            target(trial, Books::default(), None).unwrap().expiry,
            Some(end("2024-01-22T00:00:00Z"))
        );
        let lapsed = Books {
            paid_until: Some(end("2023-01-01T00:00:00Z")),
            on_tradingview: None,
        };
        assert_eq!(target(trial, lapsed, None), Err(AccessFailure::TrialUsed));
        assert_eq!(
            target(trial, Books::default(), Some(Expiry::Never)),
            Err(AccessFailure::TrialUsed)
        );
    }

    #[test]
    fn an_exact_expiry_is_set_whatever_is_there() {
        let expiry = end("2024-01-20T00:00:00Z");
        let replaced = target(Change::Replace { expiry }, Books::default(), Some(Expiry::Never)).unwrap();
        assert_eq!(replaced.expiry, Some(expiry));
    }

    #[test]
    fn changes_are_kept_in_columns() {
        for (change, text) in [
            (month(3), r#"{"change":"extend","duration":"1M","grace_days":3}"#),
            (
                Change::Replace {
                    expiry: Expiry::Never,
                },
                r#"{"change":"replace","expiry":null}"#,
            ),
            (Change::Revoke, r#"{"change":"revoke"}"#),
        ] {
            assert_eq!(serde_json::to_string(&change).unwrap(), text);
            assert_eq!(serde_json::from_str::<Change>(text).unwrap(), change);
        }
        let until = r#"{"change":"replace","expiry":"2024-02-01T00:00:00Z"}"#;
        let expiry = end("2024-02-01T00:00:00Z");
        assert_eq!(
            serde_json::from_str::<Change>(until).unwrap(),
            Change::Replace { expiry }
        );
    }

    #[test]
    fn half_a_change_is_none() {
        for text in [
            r#"{"change":"extend"}"#,
            r#"{"change":"trial","grace_days":1}"#,
            r#"{"change":"replace"}"#,
            r#"{"change":"replace","duration":"1M"}"#,
            r#"{"change":"end"}"#,
            r#"{"duration":"1M"}"#,
        ] {
            assert!(serde_json::from_str::<Change>(text).is_err(), "{text}");
        }
    }
}
