//! Profit and loss of a trade from its prices.

use super::Direction;
use crate::decimal::Decimal;

/// The outcome of a trade of one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profit {
    /// In the currency of the prices, a unit: exit − entry, for a short entry − exit.
    pub per_unit: Decimal,
    /// Of the entry price, rounded half to even to 4 decimals; `None` when the entry price is nought.
    pub percent: Option<Decimal>,
}

/// Computes it. A flat or unknown direction counts as long: the plain change of the price.
///
/// `None` when the difference cannot be held exactly enough (beyond 28 digits).
pub fn profit(entry: Decimal, exit: Decimal, direction: Option<Direction>) -> Option<Profit> {
    let per_unit = match direction {
        Some(Direction::Short) => entry.checked_sub(exit)?,
        Some(Direction::Long | Direction::Flat) | None => exit.checked_sub(entry)?,
    };
    let percent = per_unit
        .checked_mul(Decimal::from(100))
        .and_then(|hundredfold| hundredfold.checked_div(entry));
    Some(Profit {
        per_unit,
        percent: percent.map(|percent| percent.round(4)),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn compute(entry: &str, exit: &str, direction: Option<Direction>) -> (String, String) {
        let profit = profit(entry.parse().unwrap(), exit.parse().unwrap(), direction).unwrap();
        (
            profit.per_unit.to_string(),
            profit
                .percent
                .map_or("none".to_owned(), |percent| percent.to_string()),
        )
    }

    fn pair(per_unit: &str, percent: &str) -> (String, String) {
        (per_unit.to_owned(), percent.to_owned())
    }

    #[test]
    fn longs_and_shorts_mirror_each_other() {
        assert_eq!(
            compute("45000", "46000", Some(Direction::Long)),
            pair("1000", "2.2222")
        );
        assert_eq!(
            compute("45000", "46000", Some(Direction::Short)),
            pair("-1000", "-2.2222")
        );
        assert_eq!(
            compute("45000", "46000", Some(Direction::Flat)),
            pair("1000", "2.2222")
        );
        assert_eq!(compute("45000", "46000", None), pair("1000", "2.2222"));
    }

    #[test]
    fn percent_is_rounded_half_to_even_and_undefined_at_nought() {
        assert_eq!(compute("200", "200.0001", None), pair("0.0001", "0"));
        assert_eq!(compute("200", "200.0003", None), pair("0.0003", "0.0002"));
        assert_eq!(compute("0", "1", None), pair("1", "none"));
    }

    proptest! {
        #[test]
        fn no_prices_panic(a: i64, b: i64, scale_a in 0_u32..=28, scale_b in 0_u32..=28) {
            let price = |mantissa: i64, scale| Decimal::from_parts(mantissa.into(), scale).unwrap();
            let (entry, exit) = (price(a, scale_a), price(b, scale_b));
            let long = profit(entry, exit, Some(Direction::Long));
            let short = profit(entry, exit, Some(Direction::Short));
            if let (Some(long), Some(short)) = (long, short) {
                prop_assert_eq!(long.per_unit.checked_add(short.per_unit), Some(Decimal::ZERO));
            }
        }
    }
}
