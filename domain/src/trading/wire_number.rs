//! Numbers as TradingView's clients want them: JSON numbers, not the strings that our own API writes. They are written
//! exactly, digit for digit.

use core::str::FromStr;

use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::decimal::Decimal;

/// A decimal that is a JSON number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct WireNumber(pub Decimal);

impl From<Decimal> for WireNumber {
    fn from(decimal: Decimal) -> Self {
        Self(decimal)
    }
}

impl Serialize for WireNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // By way of `Number`, which keeps the text as it is (serde_json's `arbitrary_precision`).
        let number = serde_json::Number::from_str(&self.0.to_string()).map_err(S::Error::custom)?;
        number.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for WireNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Decimal::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_is_written_as_a_number() {
        for text in ["0", "-1.5", "0.123456789", "79228162514264337593543950335"] {
            let number = WireNumber(text.parse().unwrap());
            assert_eq!(serde_json::to_string(&number).unwrap(), text);
            assert_eq!(serde_json::from_str::<WireNumber>(text).unwrap(), number);
        }
    }
}
