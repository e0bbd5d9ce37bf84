//! Chart intervals. The canonical form is TradingView's: `1`, `5`, `60`, `240` (minutes), `30S`, `1D`, `1W`, `1M`,
//! `10T` (ticks), `100R` (ranges).
//!
//! What people write instead is read as well: `1h`, `15m`, `15min`, `D`, and MetaTrader's `M15`, `H4`, `D1`, `MN1`.
//! Only the case of a number's `m` matters: `1m` is a minute, `1M` a month.

use core::fmt;
use core::str::FromStr;

use thiserror::Error;

/// A count beyond this is a mistake.
const MAX_COUNT: u32 = 10_000;

/// Text that is no interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a timeframe such as 5, 60, 4h or 1D")]
pub struct TimeframeError;

/// What a timeframe counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unit {
    /// Trades.
    Tick,
    /// Price ranges.
    Range,
    /// Seconds.
    Second,
    /// Minutes; hours are 60 of them.
    Minute,
    /// Days.
    Day,
    /// Weeks, from Monday.
    Week,
    /// Calendar months.
    Month,
}

/// The interval of a chart's bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Timeframe {
    count: u32,
    unit: Unit,
}

impl Timeframe {
    /// `count` units, from 1 to 10,000.
    pub const fn new(count: u32, unit: Unit) -> Option<Self> {
        if count >= 1 && count <= MAX_COUNT {
            Some(Self { count, unit })
        } else {
            None
        }
    }

    /// Parses any of the spellings.
    pub fn parse(text: &str) -> Result<Self, TimeframeError> {
        let text = text.trim();
        let digits_end = text.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, word) = text.split_at_checked(digits_end).ok_or(TimeframeError)?;
        let (digits, (unit, factor)) = if digits.is_empty() {
            let letters_end = word.bytes().take_while(u8::is_ascii_alphabetic).count();
            match word.split_at_checked(letters_end).ok_or(TimeframeError)? {
                ("", _) => return Err(TimeframeError),
                (letters, "") => ("1", unit_after_count(letters)?),
                (letters, digits) => (digits, unit_before_count(letters)?),
            }
        } else {
            (digits, unit_after_count(word.trim_start())?)
        };
        // A sign or a space would pass `u32`'s own parser or `trim`, so the digits are checked first.
        if digits.len() > 5 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(TimeframeError);
        }
        let count = digits.parse::<u32>().map_err(|_| TimeframeError)?;
        Self::new(count.saturating_mul(factor), unit).ok_or(TimeframeError)
    }

    /// How many units.
    pub const fn count(self) -> u32 {
        self.count
    }

    /// Of what.
    pub const fn unit(self) -> Unit {
        self.unit
    }

    /// The length in seconds; `None` for months, ticks and ranges, which have no fixed one.
    pub const fn seconds(self) -> Option<u32> {
        let unit = match self.unit {
            Unit::Second => 1,
            Unit::Minute => 60,
            Unit::Day => 86_400,
            Unit::Week => 604_800,
            Unit::Month | Unit::Tick | Unit::Range => return None,
        };
        self.count.checked_mul(unit)
    }
}

/// `15m`, `4h`, `1D`, and a bare number, which is minutes.
fn unit_after_count(word: &str) -> Result<(Unit, u32), TimeframeError> {
    if word == "M" {
        return Ok((Unit::Month, 1));
    }
    Ok(match word.to_ascii_lowercase().as_str() {
        "" | "m" | "min" | "mins" | "minute" | "minutes" => (Unit::Minute, 1),
        "h" | "hr" | "hour" | "hours" => (Unit::Minute, 60),
        "s" | "sec" | "secs" | "second" | "seconds" => (Unit::Second, 1),
        "d" | "day" | "days" => (Unit::Day, 1),
        "w" | "wk" | "week" | "weeks" => (Unit::Week, 1),
        "mo" | "mon" | "month" | "months" => (Unit::Month, 1),
        "t" => (Unit::Tick, 1),
        "r" => (Unit::Range, 1),
        _ => return Err(TimeframeError),
    })
}

/// MetaTrader's `M15`, `H4`, `D1`, `W1`, `MN1`.
fn unit_before_count(word: &str) -> Result<(Unit, u32), TimeframeError> {
    Ok(match word.to_ascii_lowercase().as_str() {
        "s" => (Unit::Second, 1),
        "m" => (Unit::Minute, 1),
        "h" => (Unit::Minute, 60),
        "d" => (Unit::Day, 1),
        "w" => (Unit::Week, 1),
        "mn" => (Unit::Month, 1),
        _ => return Err(TimeframeError),
    })
}

/// TradingView's form.
impl fmt::Display for Timeframe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let suffix = match self.unit {
            Unit::Minute => "",
            Unit::Second => "S",
            Unit::Day => "D",
            Unit::Week => "W",
            Unit::Month => "M",
            Unit::Tick => "T",
            Unit::Range => "R",
        };
        write!(f, "{}{suffix}", self.count)
    }
}

impl FromStr for Timeframe {
    type Err = TimeframeError;

    fn from_str(text: &str) -> Result<Self, TimeframeError> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_of_one_interval_are_one_interval() {
        for (canonical, spellings) in [
            ("1", &["1", "1m", "1min", "01", "M1", "m", "1 minute"] as &[_]),
            ("15", &["15", "15m", "15 min", "M15"]),
            ("60", &["60", "1h", "1H", "H", "H1", "1hour", "60m"]),
            ("240", &["240", "4h", "4H", "H4"]),
            ("1D", &["1D", "D", "1d", "d", "D1", "1day"]),
            ("1W", &["1W", "W", "1w", "W1"]),
            ("1M", &["1M", "M", "1mo", "MN1", "1month"]),
            ("12M", &["12M"]),
            ("30S", &["30S", "30s", "30sec"]),
            ("100R", &["100R"]),
            ("10T", &["10T"]),
        ] {
            for spelling in spellings {
                assert_eq!(
                    Timeframe::parse(spelling).map(|t| t.to_string()),
                    Ok(canonical.to_owned()),
                    "{spelling}"
                );
            }
        }
    }

    #[test]
    fn what_is_no_interval_is_refused() {
        for bad in [
            "",
            "0",
            "-5",
            "+5",
            "1.5h",
            "5x",
            "{{interval}}",
            "M+5",
            "M 5",
            "H0",
            "99999",
            "999999999999",
            "５",
            "1Dé",
        ] {
            assert_eq!(Timeframe::parse(bad), Err(TimeframeError), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn canonical_text_is_read_as_itself(input in "[0-9]{0,5} ?[a-zA-Z]{0,3}[0-9]{0,3}|\\PC*") {
            if let Ok(timeframe) = Timeframe::parse(&input) {
                prop_assert_eq!(Timeframe::parse(&timeframe.to_string()), Ok(timeframe));
            }
        }
    }
}
