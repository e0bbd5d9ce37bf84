//! Which way an alert points, from the words that people use for it.

use serde_json::{Map, Value};

use super::fields;
use super::rejection::Rejection;
use crate::signal::Direction;

const LONG: &[&str] = &["buy", "long", "bullish", "bull", "1", "+1"];
const SHORT: &[&str] = &["sell", "short", "bearish", "bear", "-1"];
const FLAT: &[&str] = &["exit", "close", "closed", "flat", "neutral", "cover", "0"];

/// Derives the direction: from the field of that name, else from the position that results, else from what is done,
/// else from the kind of signal. A `direction` that is not understood stays in extra.
pub(super) fn read(
    fields: &mut Map<String, Value>,
    action: Option<&str>,
    signal_type: Option<&str>,
) -> Result<Option<Direction>, Rejection> {
    if let Some(found) = fields::take(fields, fields::DIRECTION)? {
        let direction = of(&found.text);
        if direction.is_some() {
            return Ok(direction);
        }
        fields.insert(found.name, Value::String(found.text));
    }
    let position =
        fields::peek(fields, fields::POSITION).or_else(|| fields::peek_nested(fields, fields::POSITION));
    let side = fields::peek(fields, fields::SIDE);
    let texts = [
        position.map(|found| found.text),
        action.map(str::to_owned),
        side.map(|found| found.text),
    ];
    let mut texts = texts.into_iter().flatten().chain(signal_type.map(str::to_owned));
    Ok(texts.find_map(|text| of(&text)))
}

/// The direction of words such as `BUY_SIGNAL`, `enterLong`, `close short`. Leaving the market wins over the side that
/// is left; both sides at once tell nothing.
pub(super) fn of(text: &str) -> Option<Direction> {
    let words = words(text);
    let any = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    match (any(FLAT), any(LONG), any(SHORT)) {
        (true, _, _) => Some(Direction::Flat),
        (false, true, false) => Some(Direction::Long),
        (false, false, true) => Some(Direction::Short),
        _ => None,
    }
}

/// The word, if it is one of those, for sentences.
pub(super) fn is_word(word: &str) -> bool {
    [LONG, SHORT, FLAT]
        .iter()
        .any(|known| known.iter().any(|known| known.eq_ignore_ascii_case(word)))
        && !word.bytes().any(|byte| byte.is_ascii_digit())
}

/// Splits at punctuation and at `aB`, and lower-cases. A sign stays with its number.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut previous = ' ';
    for char in text.chars() {
        let sign = (char == '-' || char == '+') && !previous.is_alphanumeric();
        if !char.is_ascii_alphanumeric() || (previous.is_ascii_lowercase() && char.is_ascii_uppercase()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut()
            && (char.is_ascii_alphanumeric() || sign)
        {
            word.push(char.to_ascii_lowercase());
        }
        previous = char;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_every_bridge_are_understood() {
        for (direction, texts) in [
            (
                Some(Direction::Long),
                &[
                    "buy",
                    "BUY_SIGNAL",
                    "Long",
                    "bullish",
                    "enterLong",
                    "strong buy",
                    "1",
                    "go-long",
                ] as &[_],
            ),
            (
                Some(Direction::Short),
                &["sell", "SELL_SHORT", "short", "Bearish", "-1", "open short"],
            ),
            (
                Some(Direction::Flat),
                &[
                    "exit",
                    "close_long",
                    "flat",
                    "neutral",
                    "exitShort",
                    "sell to close",
                    "buy to cover",
                    "0",
                ],
            ),
            (
                None,
                &[
                    "",
                    "hold",
                    "buyers",
                    "longer",
                    "buy or sell",
                    "10",
                    "{{strategy.order.action}}",
                ],
            ),
        ] {
            for text in texts {
                assert_eq!(of(text), direction, "{text}");
            }
        }
    }
}
