//! The names that senders give to a field, and how a field is found and taken by any of them.
//!
//! A name is matched without regard to case and to `_`, `-`, `.` and spaces: `signal_type`, `signalType` and
//! `Signal Type` are one. The first name of a list wins over the later ones; a loser stays where it is, and so ends up
//! in [`super::Alert::extra`]. The canonical form ([`super::canonical`]) writes each field by the first name of its
//! list, so that reading it again finds the same.

use serde_json::{Map, Value};

use super::rejection::{Rejection, RejectionCode};

pub(super) const TICKER: &[&str] = &["ticker", "symbol", "tickerid", "pair", "instrument"];
pub(super) const EXCHANGE: &[&str] = &["exchange"];
pub(super) const TIMEFRAME: &[&str] = &["timeframe", "interval", "tf"];
pub(super) const PRICE: &[&str] = &[
    "price",
    "close",
    "order_price",
    "strategy_order_price",
    "signal_price",
];
pub(super) const ACTION: &[&str] = &["action", "side", "order_action", "strategy_order_action"];
pub(super) const SIGNAL_TYPE: &[&str] = &["signal_type", "signal"];
pub(super) const INDICATOR: &[&str] = &["indicator", "indicator_name", "study"];
pub(super) const STRATEGY: &[&str] = &["strategy_name", "strategy"];
pub(super) const MESSAGE: &[&str] = &["message", "alert_message", "text", "content"];
pub(super) const COMMENT: &[&str] = &["comment", "order_comment", "strategy_order_comment"];
pub(super) const CHART_ID: &[&str] = &["chart_id", "chart", "chart_url"];
/// When the alert fired comes before the time of its bar, which may be a whole interval older.
pub(super) const TIME: &[&str] = &["timenow", "timestamp", "alert_time", "time", "datetime"];
pub(super) const ALERT_ID: &[&str] = &["alert_id", "id"];
pub(super) const PARAMETERS: &[&str] = &["parameters", "params"];
pub(super) const DIRECTION: &[&str] = &["direction"];
/// What else tells a direction, before the action does: the position that results wins over the order that leads to it
/// (`sell` with the sentiment `flat` closes a long).
pub(super) const POSITION: &[&str] = &["sentiment", "market_position", "strategy_market_position"];
pub(super) const SIDE: &[&str] = &["side"];
/// What proves that the sender may send. All of them are removed from what is stored.
pub(super) const SECRETS: &[&str] = &[
    "secret",
    "passphrase",
    "webhook_secret",
    "password",
    "api_key",
    "api_secret",
];

/// Every list, to tell names that mean something from others.
pub(super) const ALL: &[&[&str]] = &[
    TICKER,
    EXCHANGE,
    TIMEFRAME,
    PRICE,
    ACTION,
    SIGNAL_TYPE,
    INDICATOR,
    STRATEGY,
    MESSAGE,
    COMMENT,
    CHART_ID,
    TIME,
    ALERT_ID,
    PARAMETERS,
    DIRECTION,
    POSITION,
    SECRETS,
];

/// Names so general that a value of another type only means that the field is something else.
const LOOSE: &[&str] = &[
    "pair",
    "instrument",
    "tf",
    "signal",
    "study",
    "text",
    "content",
    "chart",
    "chart_url",
    "params",
    "datetime",
];

/// Objects that templates nest order and bar values in: `{"strategy": {"order_action": …}, "bar": {"close": …}}`.
const NESTS: &[&str] = &["strategy", "bar"];

/// A value that was found, trimmed, with the name that the sender gave it.
pub(super) struct Found {
    pub(super) name: String,
    pub(super) text: String,
}

/// Whether `name` is `alias` but for case and punctuation.
pub(super) fn is_alias(name: &str, alias: &str) -> bool {
    fn significant(text: &str) -> impl Iterator<Item = u8> {
        text.bytes()
            .filter(|byte| !b"_-. ".contains(byte))
            .map(|byte| byte.to_ascii_lowercase())
    }
    significant(name).eq(significant(alias))
}

/// The sender's name for `alias`: the exact one first.
pub(super) fn spelling<'a>(fields: &'a Map<String, Value>, alias: &str) -> Option<&'a str> {
    let exact = fields.get_key_value(alias);
    exact
        .or_else(|| fields.iter().find(|(name, _)| is_alias(name, alias)))
        .map(|(name, _)| name.as_str())
}

/// Takes the text of the first of `names` that has one. Numbers count as their text. Unset values go.
pub(super) fn take(fields: &mut Map<String, Value>, names: &[&str]) -> Result<Option<Found>, Rejection> {
    take_unless(fields, names, is_unset)
}

/// As [`take`], for fields in which `NA` or `none` are values like any other.
pub(super) fn take_word(fields: &mut Map<String, Value>, names: &[&str]) -> Result<Option<Found>, Rejection> {
    take_unless(fields, names, str::is_empty)
}

fn take_unless(
    fields: &mut Map<String, Value>,
    names: &[&str],
    is_unset: fn(&str) -> bool,
) -> Result<Option<Found>, Rejection> {
    for alias in names {
        while let Some(name) = spelling(fields, alias).map(str::to_owned) {
            match fields.get(&name).map(text_of) {
                Some(Some(text)) => {
                    let text = text.trim().to_owned();
                    fields.remove(&name);
                    if !is_unset(&text) {
                        return Ok(Some(Found { name, text }));
                    }
                }
                Some(None) if is_mistyped(fields, alias, &name) => {
                    return Err(mistyped(&name, "a text or a number"));
                }
                _ => break,
            }
        }
    }
    Ok(None)
}

/// The text of the first of `names` that has one, left where it is.
pub(super) fn peek(fields: &Map<String, Value>, names: &[&str]) -> Option<Found> {
    names.iter().find_map(|alias| {
        let name = spelling(fields, alias)?;
        let text = text_of(fields.get(name)?)?.trim().to_owned();
        (!is_unset(&text)).then(|| Found {
            name: name.to_owned(),
            text,
        })
    })
}

/// As [`peek`], in the nested objects of templates.
pub(super) fn peek_nested(fields: &Map<String, Value>, names: &[&str]) -> Option<Found> {
    let mut nests = NESTS
        .iter()
        .filter_map(|nest| fields.get(spelling(fields, nest)?)?.as_object());
    nests.find_map(|nest| peek(nest, names))
}

/// Takes the object of the first of `names` that is there.
pub(super) fn take_object(
    fields: &mut Map<String, Value>,
    names: &[&str],
) -> Result<Option<Map<String, Value>>, Rejection> {
    for alias in names {
        let Some(name) = spelling(fields, alias).map(str::to_owned) else {
            continue;
        };
        match fields.get_mut(&name) {
            Some(Value::Object(object)) => {
                let object = core::mem::take(object);
                fields.remove(&name);
                return Ok(Some(object));
            }
            Some(Value::Null) => {
                fields.remove(&name);
            }
            _ if !LOOSE.contains(alias) => return Err(mistyped(&name, "an object, {…}")),
            _ => {}
        }
    }
    Ok(None)
}

/// The refusal of a value of the wrong type.
pub(super) fn mistyped(name: &str, expected: &str) -> Rejection {
    Rejection::of_field(
        RejectionCode::FieldType,
        name,
        format!("The field \"{}\" must be {expected}.", shown(name)),
    )
}

/// A name or value of the sender's, short enough for a sentence.
pub(super) fn shown(text: &str) -> String {
    let mut shown: String = text.chars().filter(|char| !char.is_control()).take(40).collect();
    if text.chars().nth(40).is_some() {
        shown.push('…');
    }
    shown
}

/// Whether the text stands for no value: what unset placeholders and variables are rendered as.
pub(super) fn is_unset(text: &str) -> bool {
    let words = ["", "nan", "na", "n/a", "null", "none", "undefined"];
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn is_mistyped(fields: &Map<String, Value>, alias: &str, name: &str) -> bool {
    let nest = NESTS.contains(&alias) && fields.get(name).is_some_and(Value::is_object);
    !nest && !LOOSE.contains(&alias)
}

/// The text of a text, a number or null (none); `None` for other types.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        // A NUL may come in as an escape; a text column is better without.
        Value::String(text) => Some(text.replace('\0', "")),
        Value::Number(number) => Some(number.as_str().to_owned()),
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}
