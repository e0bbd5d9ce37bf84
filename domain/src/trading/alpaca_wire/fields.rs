//! What a field of an answer says. What is not there, or null, is `None`; a number or a time that makes no sense is an error.

use serde_json::Value;

use super::order::Unreadable;
use crate::decimal::Decimal;
use crate::time::Timestamp;

/// Text.
pub(super) fn text<'a>(object: &'a Value, field: &str) -> Option<&'a str> {
    object.get(field)?.as_str()
}

/// Text to keep.
pub(super) fn owned(object: &Value, field: &str) -> Option<String> {
    text(object, field).map(str::to_owned)
}

/// A decimal, which Alpaca writes as text or as a number.
pub(super) fn decimal(object: &Value, field: &'static str) -> Result<Option<Decimal>, Unreadable> {
    let parsed = match object.get(field) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => Decimal::parse(text),
        Some(Value::Number(number)) => Decimal::parse(number.as_str()),
        Some(_) => return Err(Unreadable(field)),
    };
    parsed.map(Some).map_err(|_| Unreadable(field))
}

/// A time.
pub(super) fn time(object: &Value, field: &'static str) -> Result<Option<Timestamp>, Unreadable> {
    match object.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Timestamp::parse(text).map(Some).map_err(|_| Unreadable(field)),
        Some(_) => Err(Unreadable(field)),
    }
}
