//! What a user records about a signal's trade: the body of `PUT /api/signals/{id}` and how it changes what is stored.

use serde::{Deserialize, Deserializer};

use super::{Direction, SignalResult, profit};
use crate::decimal::Decimal;
use crate::time::Timestamp;
use crate::validation::FieldError;

/// Characters of a note at most.
pub const MAX_NOTES_CHARS: usize = 10_000;

/// The stored outcome, in the units of its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The user's word.
    pub result: SignalResult,
    /// Price of entry.
    pub entry_price: Option<Decimal>,
    /// Price of exit.
    pub exit_price: Option<Decimal>,
    /// Millionths of the account's currency.
    pub profit_loss_micros: Option<i64>,
    /// Ten-thousandths of one percent.
    pub profit_loss_percent_e4: Option<i64>,
    /// Free text.
    pub notes: Option<String>,
    /// When the result was set; `None` while pending.
    pub result_at: Option<Timestamp>,
}

/// A change to it: absent fields stay, `null` clears. Unknown fields are refused.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OutcomePatch {
    /// The user's word; `null` is `pending`.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<SignalResult>, required = false))]
    pub result: Option<Option<SignalResult>>,
    /// Price of entry.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Decimal>, required = false))]
    pub entry_price: Option<Option<Decimal>>,
    /// Price of exit.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Decimal>, required = false))]
    pub exit_price: Option<Option<Decimal>>,
    /// Profit (negative: loss) in the account's currency. Computed a unit when the prices change and this is absent.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Decimal>, required = false))]
    pub profit_loss: Option<Option<Decimal>>,
    /// Profit in percent of the entry. Computed when the prices change and this is absent.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Decimal>, required = false))]
    pub profit_loss_percent: Option<Option<Decimal>>,
    /// Free text of at most [`MAX_NOTES_CHARS`] characters.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, required = false))]
    pub notes: Option<Option<String>>,
    /// The version that the change was made against; when given and stale, the change is a conflict.
    #[serde(default)]
    pub version: Option<i64>,
}

/// Tells `null` (`Some(None)`) from an absent field (`None`, by serde's default).
#[expect(clippy::option_option, reason = "absent, null and given are three things")]
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}

impl OutcomePatch {
    /// The outcome after the change, made at `now` to a signal of this direction, or every field that is wrong.
    ///
    /// A profit that was computed from prices is computed anew when they change, and goes when one of them goes; one
    /// that the user gave stays until they give another.
    pub fn apply(
        self,
        current: &Outcome,
        direction: Option<Direction>,
        now: Timestamp,
    ) -> Result<Outcome, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut next = current.clone();
        let prices_change = self.entry_price.is_some() || self.exit_price.is_some();

        if let Some(price) = self.entry_price {
            next.entry_price = price;
        }
        if let Some(price) = self.exit_price {
            next.exit_price = price;
        }
        if prices_change {
            let was = computed(current, direction);
            let is = computed(&next, direction);
            if next.entry_price.is_some()
                && next.exit_price.is_some()
                && self.profit_loss.is_none()
                && is.0.is_none()
            {
                errors.push(FieldError::new(
                    "exit_price",
                    "The difference of the prices is too large to record.",
                ));
            }
            next.profit_loss_micros = follow(current.profit_loss_micros, was.0, is.0);
            next.profit_loss_percent_e4 = follow(current.profit_loss_percent_e4, was.1, is.1);
        }
        if let Some(given) = self.profit_loss {
            next.profit_loss_micros = fixed(given, Decimal::to_micros, "profit_loss", &mut errors);
        }
        if let Some(given) = self.profit_loss_percent {
            next.profit_loss_percent_e4 = fixed(given, Decimal::to_e4, "profit_loss_percent", &mut errors);
        }
        if let Some(notes) = self.notes {
            if notes
                .as_ref()
                .is_some_and(|text| text.chars().nth(MAX_NOTES_CHARS).is_some())
            {
                errors.push(FieldError::new("notes", "Use at most 10000 characters."));
            }
            next.notes = notes.filter(|text| !text.is_empty());
        }
        if let Some(result) = self.result {
            next.result = result.unwrap_or(SignalResult::Pending);
            if next.result != current.result {
                next.result_at = (next.result != SignalResult::Pending).then_some(now);
            }
        }
        if errors.is_empty() { Ok(next) } else { Err(errors) }
    }
}

/// Profit (micros) and percent (e4) that the prices of `outcome` make.
fn computed(outcome: &Outcome, direction: Option<Direction>) -> (Option<i64>, Option<i64>) {
    let profit = outcome
        .entry_price
        .zip(outcome.exit_price)
        .and_then(|(entry, exit)| profit(entry, exit, direction));
    let micros = profit.and_then(|profit| profit.per_unit.to_micros().ok());
    let percent = profit
        .and_then(|profit| profit.percent)
        .and_then(|percent| percent.to_e4().ok());
    (micros, percent)
}

/// The new figure where the prices make one; none where the old figure was made by prices that are gone.
fn follow(stored: Option<i64>, was: Option<i64>, is: Option<i64>) -> Option<i64> {
    is.or(if stored == was { None } else { stored })
}

fn fixed(
    given: Option<Decimal>,
    convert: fn(Decimal) -> Result<i64, crate::decimal::DecimalError>,
    field: &str,
    errors: &mut Vec<FieldError>,
) -> Option<i64> {
    let converted = given.map(convert).transpose();
    converted.unwrap_or_else(|_| {
        errors.push(FieldError::new(field, "The number is too large to record."));
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_705_314_600_000);

    fn empty() -> Outcome {
        Outcome {
            result: SignalResult::Pending,
            entry_price: None,
            exit_price: None,
            profit_loss_micros: None,
            profit_loss_percent_e4: None,
            notes: None,
            result_at: None,
        }
    }

    fn apply(current: &Outcome, patch: &str) -> Result<Outcome, Vec<FieldError>> {
        serde_json::from_str::<OutcomePatch>(patch)
            .unwrap()
            .apply(current, Some(Direction::Long), NOW)
    }

    #[test]
    fn prices_make_the_profit_unless_it_is_given() {
        let both = apply(
            &empty(),
            r#"{"result":"win","entry_price":45000,"exit_price":"46000"}"#,
        )
        .unwrap();
        assert_eq!(
            (both.profit_loss_micros, both.profit_loss_percent_e4),
            (Some(1_000_000_000), Some(22_222))
        );
        assert_eq!((both.result, both.result_at), (SignalResult::Win, Some(NOW)));

        let given =
            r#"{"entry_price":45000,"exit_price":46000,"profit_loss":500.5,"profit_loss_percent":1.1}"#;
        let given = apply(&empty(), given).unwrap();
        assert_eq!(
            (given.profit_loss_micros, given.profit_loss_percent_e4),
            (Some(500_500_000), Some(11_000))
        );

        let entry_first = apply(&empty(), r#"{"entry_price":100}"#).unwrap();
        let then_exit = apply(&entry_first, r#"{"exit_price":90}"#).unwrap();
        assert_eq!(
            (then_exit.profit_loss_micros, then_exit.profit_loss_percent_e4),
            (Some(-10_000_000), Some(-100_000))
        );
    }

    #[test]
    fn a_computed_profit_follows_its_prices_and_a_given_one_stays() {
        let computed = apply(&empty(), r#"{"entry_price":100,"exit_price":110}"#).unwrap();
        let cleared = apply(&computed, r#"{"exit_price":null}"#).unwrap();
        assert_eq!(
            (cleared.profit_loss_micros, cleared.profit_loss_percent_e4),
            (None, None)
        );

        let given = apply(&empty(), r#"{"profit_loss":"-3"}"#).unwrap();
        let with_entry = apply(&given, r#"{"entry_price":100}"#).unwrap();
        assert_eq!(with_entry.profit_loss_micros, Some(-3_000_000));
    }

    #[test]
    fn absent_stays_and_null_clears() {
        let full = apply(&empty(), r#"{"result":"loss","notes":"late","profit_loss":-1}"#).unwrap();
        assert_eq!(apply(&full, "{}").unwrap(), full);
        let cleared = apply(&full, r#"{"result":null,"notes":null,"profit_loss":null}"#).unwrap();
        assert_eq!(cleared, empty());
    }

    #[test]
    fn setting_the_same_result_again_keeps_its_time() {
        let won = apply(&empty(), r#"{"result":"win"}"#).unwrap();
        let patch: OutcomePatch = serde_json::from_str(r#"{"result":"win"}"#).unwrap();
        let again = patch.apply(&won, None, NOW.plus_seconds(60)).unwrap();
        assert_eq!(again.result_at, Some(NOW));
    }

    #[test]
    fn every_wrong_field_is_named_and_unknown_fields_are_refused() {
        let patch = format!(
            r#"{{"profit_loss":"1e20","profit_loss_percent":1e20,"notes":"{}"}}"#,
            "x".repeat(10_001)
        );
        let fields: Vec<_> = apply(&empty(), &patch)
            .unwrap_err()
            .into_iter()
            .map(|error| error.field)
            .collect();
        assert_eq!(fields, ["profit_loss", "profit_loss_percent", "notes"]);
        for bad in [
            r#"{"user_id":"usr_1"}"#,
            r#"{"result":"won"}"#,
            r#"{"entry_price":"NaN"}"#,
        ] {
            assert!(serde_json::from_str::<OutcomePatch>(bad).is_err(), "{bad}");
        }
        assert_eq!(
            apply(&empty(), r#"{"entry_price":-1e20,"exit_price":1e20}"#).unwrap_err()[0].field,
            "exit_price"
        );
    }
}
