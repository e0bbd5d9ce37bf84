//! Exact decimal numbers for prices, quantities and money. Binary floats appear nowhere: what a sender wrote is what is
//! stored and shown.
//!
//! The fixed-point forms are those of the columns: millionths for money (`*_micros`), ten-thousandths for percent
//! (`*_e4`). They stay within ±2⁵³, the integers that D1 can bind.

use core::fmt;
use core::str::FromStr;

use rust_decimal::{Decimal as Inner, RoundingStrategy};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use thiserror::Error;

/// Text longer than this is no number that anybody trades at.
const MAX_TEXT: usize = 64;
/// The largest integer that survives the trip through a JavaScript number.
const MAX_INTEGER: i64 = 1 << 53;
/// Decimals of the micro columns.
const MICROS_SCALE: u32 = 6;
/// Decimals of the percent columns.
const E4_SCALE: u32 = 4;

/// Why text or a calculation gave no decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DecimalError {
    /// Neither `123.45` nor `1e-7`.
    #[error("not a number such as 45000.5 or 1e-7")]
    Malformed,
    /// More than about 28 digits before the point, or beyond what a column holds.
    #[error("the number is too large")]
    OutOfRange,
    /// More significant digits than can be kept without rounding.
    #[error("the number has too many digits")]
    TooPrecise,
}

/// An exact decimal of up to 28 digits. Its text has no exponent, no trailing zeros and no negative zero.
///
/// In JSON it is written as a string; strings and numbers are read. Packed, it is mantissa and scale.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, example = "45000.5"))]
pub struct Decimal(Inner);

impl Decimal {
    /// Nought.
    pub const ZERO: Self = Self(Inner::ZERO);

    /// `mantissa × 10^-scale`; `None` beyond 28 digits.
    pub fn from_parts(mantissa: i128, scale: u32) -> Option<Self> {
        Inner::try_from_i128_with_scale(mantissa, scale)
            .ok()
            .map(Self::canonical)
    }

    /// Parses `45000.50`, `-1`, `+.5`, `1e-7`, `2.5E3` without rounding.
    pub fn parse(text: &str) -> Result<Self, DecimalError> {
        if text.is_empty() || text.len() > MAX_TEXT {
            return Err(DecimalError::Malformed);
        }
        let (digits, exponent) = match text.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, parse_exponent(exponent)?),
            None => (text, 0),
        };
        let (negative, digits) = match digits.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, digits.strip_prefix('+').unwrap_or(digits)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && fraction.is_empty() {
            return Err(DecimalError::Malformed);
        }
        let mut mantissa: i128 = 0;
        let mut exponent = exponent;
        // Zeros are held back until a digit follows them, so that trailing ones cost no precision.
        let mut zeros = 0;
        let places = whole
            .bytes()
            .map(|digit| (digit, 0))
            .chain(fraction.bytes().map(|digit| (digit, 1)));
        for (digit, decimals) in places {
            if !digit.is_ascii_digit() {
                return Err(DecimalError::Malformed);
            }
            exponent -= decimals;
            zeros += 1;
            if digit != b'0' {
                let zeros = core::mem::take(&mut zeros);
                mantissa = (if mantissa == 0 {
                    Some(0)
                } else {
                    shift(mantissa, zeros)
                })
                .and_then(|shifted| shifted.checked_add(i128::from(digit - b'0')))
                .ok_or(DecimalError::TooPrecise)?;
            }
        }
        if mantissa == 0 {
            return Ok(Self::ZERO);
        }
        let exponent = exponent + i64::from(zeros);
        let mantissa = if negative { -mantissa } else { mantissa };
        if exponent > 0 {
            let zeros = u32::try_from(exponent).map_err(|_| DecimalError::OutOfRange)?;
            let whole = shift(mantissa, zeros).ok_or(DecimalError::OutOfRange)?;
            Self::from_parts(whole, 0).ok_or(DecimalError::OutOfRange)
        } else {
            let scale = u32::try_from(-exponent).map_err(|_| DecimalError::TooPrecise)?;
            Self::from_parts(mantissa, scale).ok_or(DecimalError::TooPrecise)
        }
    }

    /// Whether it is nought.
    pub const fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is below nought.
    pub fn is_negative(self) -> bool {
        self.0.is_sign_negative() && !self.0.is_zero()
    }

    /// The sum, if it can be held.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self::canonical)
    }

    /// The difference, if it can be held.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self::canonical)
    }

    /// The product, if it can be held (rounded to 28 digits where it must).
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        self.0.checked_mul(other.0).map(Self::canonical)
    }

    /// The quotient to 28 digits; `None` when `other` is nought.
    pub fn checked_div(self, other: Self) -> Option<Self> {
        self.0.checked_div(other.0).map(Self::canonical)
    }

    /// The sum; where it cannot be held, the largest or smallest number that can.
    #[must_use]
    pub fn saturating_add(self, other: Self) -> Self {
        Self::canonical(self.0.saturating_add(other.0))
    }

    /// The difference; where it cannot be held, the largest or smallest number that can.
    #[must_use]
    pub fn saturating_sub(self, other: Self) -> Self {
        Self::canonical(self.0.saturating_sub(other.0))
    }

    /// The product; where it cannot be held, the largest or smallest number that can.
    #[must_use]
    pub fn saturating_mul(self, other: Self) -> Self {
        Self::canonical(self.0.saturating_mul(other.0))
    }

    /// With the other sign.
    #[must_use]
    pub fn negated(self) -> Self {
        Self::canonical(-self.0)
    }

    /// Cut towards nought, to `decimals` places.
    #[must_use]
    pub fn truncate(self, decimals: u32) -> Self {
        Self::canonical(self.0.trunc_with_scale(decimals))
    }

    /// How many decimal places its text has.
    pub fn decimals(self) -> u32 {
        self.0.normalize().scale()
    }

    /// Whether it is a whole number of `step`s. Of a step of nought, only nought is.
    pub fn is_multiple_of(self, step: Self) -> bool {
        match self.0.checked_rem(step.0) {
            Some(rest) => rest.is_zero(),
            None => self.is_zero(),
        }
    }

    /// Without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// Rounded half to even, to `decimals` places.
    #[must_use]
    pub fn round(self, decimals: u32) -> Self {
        Self::canonical(
            self.0
                .round_dp_with_strategy(decimals, RoundingStrategy::MidpointNearestEven),
        )
    }

    /// The largest whole number that is not above it, if that fits.
    pub fn floor_to_i64(self) -> Option<i64> {
        i64::try_from(self.0.floor().mantissa()).ok()
    }

    /// Millionths, rounded half to even. For money columns.
    pub fn to_micros(self) -> Result<i64, DecimalError> {
        self.to_fixed(MICROS_SCALE)
    }

    /// The decimal of so many millionths.
    pub fn from_micros(micros: i64) -> Self {
        Self::canonical(Inner::new(micros, MICROS_SCALE))
    }

    /// Ten-thousandths, rounded half to even. For percent columns.
    pub fn to_e4(self) -> Result<i64, DecimalError> {
        self.to_fixed(E4_SCALE)
    }

    /// The decimal of so many ten-thousandths.
    pub fn from_e4(e4: i64) -> Self {
        Self::canonical(Inner::new(e4, E4_SCALE))
    }

    fn to_fixed(self, scale: u32) -> Result<i64, DecimalError> {
        let rounded = self.round(scale).0;
        let fixed = shift(rounded.mantissa(), scale.saturating_sub(rounded.scale()));
        fixed
            .and_then(|fixed| i64::try_from(fixed).ok())
            .filter(|fixed| fixed.abs() <= MAX_INTEGER)
            .ok_or(DecimalError::OutOfRange)
    }

    fn canonical(inner: Inner) -> Self {
        Self(inner.normalize())
    }
}

/// `mantissa × 10^zeros`.
fn shift(mantissa: i128, zeros: u32) -> Option<i128> {
    10_i128.checked_pow(zeros)?.checked_mul(mantissa)
}

fn parse_exponent(text: &str) -> Result<i64, DecimalError> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(DecimalError::Malformed);
    }
    // Far beyond any decimal already; a longer exponent says nothing more.
    let size = digits.parse::<i64>().unwrap_or(i64::MAX).min(100_000);
    Ok(if text.starts_with('-') { -size } else { size })
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, DecimalError> {
        Self::parse(text)
    }
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Self {
        Self(Inner::from(number))
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(&self.0)
        } else {
            (self.0.mantissa(), self.0.scale()).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            let (mantissa, scale) = Deserialize::deserialize(deserializer)?;
            return Self::from_parts(mantissa, scale)
                .ok_or_else(|| serde::de::Error::custom(DecimalError::OutOfRange));
        }
        // By way of `Value`, which keeps a number's text exactly (serde_json's `arbitrary_precision`).
        let value = Value::deserialize(deserializer)?;
        let parsed = match &value {
            Value::String(text) => Self::parse(text),
            Value::Number(number) => Self::parse(number.as_str()),
            _ => Err(DecimalError::Malformed),
        };
        parsed.map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(input: &str) -> String {
        Decimal::parse(input).map_or_else(|error| format!("{error:?}"), |decimal| decimal.to_string())
    }

    #[test]
    fn spellings_of_one_number_are_one_number() {
        for (input, expected) in [
            ("45000.50", "45000.5"),
            ("+45000.5", "45000.5"),
            (".5", "0.5"),
            ("5.", "5"),
            ("-0.0", "0"),
            ("0e999999999999999999", "0"),
            ("1e-7", "0.0000001"),
            ("2.5E3", "2500"),
            ("100000000000000000000000000e-20", "1000000"),
            ("000000000000000000000000000000000000001", "1"),
            ("0.30000000000000004", "0.30000000000000004"),
        ] {
            assert_eq!(text(input), expected, "{input}");
        }
    }

    #[test]
    fn what_cannot_be_kept_exactly_is_refused() {
        for bad in [
            "", "-", ".", "e5", "1e", "1e+", "NaN", "inf", "1,5", "1_000", " 1", "0x10", "1.2.3", "１",
        ] {
            assert_eq!(text(bad), "Malformed", "{bad}");
        }
        assert_eq!(text("1e29"), "OutOfRange");
        assert_eq!(text("1e-29"), "TooPrecise");
        assert_eq!(text("0.12345678901234567890123456789012345678901"), "TooPrecise");
        assert_eq!(text(&"9".repeat(65)), "Malformed");
    }

    #[test]
    fn json_numbers_are_read_as_text() {
        let parsed: Decimal = serde_json::from_str("0.1000000000000000055").unwrap();
        assert_eq!(parsed.to_string(), "0.1000000000000000055");
        assert_eq!(
            serde_json::to_string(&parsed).unwrap(),
            "\"0.1000000000000000055\""
        );
        assert_eq!(
            serde_json::from_str::<Decimal>("\"1e-7\"").unwrap().to_string(),
            "0.0000001"
        );
        assert!(serde_json::from_str::<Decimal>("true").is_err());
        assert_eq!(serde_json::from_str::<Option<Decimal>>("null").unwrap(), None);
    }

    #[test]
    fn fixed_point_rounds_half_to_even_and_keeps_to_what_columns_hold() {
        let micros = |input: &str| Decimal::parse(input).unwrap().to_micros();
        assert_eq!(micros("0.0000005"), Ok(0));
        assert_eq!(micros("0.0000015"), Ok(2));
        assert_eq!(micros("-1.25"), Ok(-1_250_000));
        assert_eq!(micros("9007199254.740992"), Ok(MAX_INTEGER));
        assert_eq!(micros("9007199254.740993"), Err(DecimalError::OutOfRange));
        assert_eq!(micros("1e28"), Err(DecimalError::OutOfRange));
        assert_eq!(Decimal::parse("2.22225").unwrap().to_e4(), Ok(22_222));
    }

    proptest! {
        #[test]
        fn canonical_text_parses_to_the_same_number(mantissa in -(1_i128 << 95)..(1_i128 << 95), scale in 0_u32..=28) {
            let decimal = Decimal::from_parts(mantissa, scale).unwrap();
            let text = decimal.to_string();
            prop_assert_eq!(Decimal::parse(&text), Ok(decimal));
            prop_assert!(!text.contains(['e', 'E']) && text != "-0");
        }

        #[test]
        fn micros_round_trip(micros in -MAX_INTEGER..=MAX_INTEGER) {
            prop_assert_eq!(Decimal::from_micros(micros).to_micros(), Ok(micros));
            prop_assert_eq!(Decimal::from_e4(micros).to_e4(), Ok(micros));
        }

        #[test]
        fn no_text_panics(text in "[-+0-9.eE]{0,70}|\\PC*") {
            let _ = Decimal::parse(&text);
        }
    }
}
