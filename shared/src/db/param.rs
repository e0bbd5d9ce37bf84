//! A value bound to a statement.

use js_sys::{Array, JSON};
use pinewire_domain::time::Timestamp;
use wasm_bindgen::JsCast as _;

use crate::{Error, Result};

/// The largest integer that a JavaScript number holds exactly; beyond it D1 would store another number.
const MAX_SAFE_INTEGER: i64 = (1 << 53) - 1;

/// A value that SQLite stores as it is. Made by `into()` from the types that columns have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Param {
    /// SQL NULL.
    Null,
    /// An integer within ±(2⁵³ − 1).
    Integer(i64),
    /// Text.
    Text(String),
}

/// The values of a statement as the array that D1 binds. They go over to JavaScript together, as JSON: one by one they
/// were the larger part of what our side of a query costs.
pub(super) fn to_js<'p>(params: impl Iterator<Item = &'p Param>) -> Result<Array> {
    let mut json = b"[".to_vec();
    for param in params {
        if json.len() > 1 {
            json.push(b',');
        }
        match param {
            Param::Null => json.extend_from_slice(b"null"),
            Param::Text(text) => serde_json::to_writer(&mut json, text)?,
            Param::Integer(value) if value.abs() <= MAX_SAFE_INTEGER => {
                serde_json::to_writer(&mut json, value)?;
            }
            Param::Integer(value) => {
                return Err(Error::bug(format_args!("{value} can't be bound: beyond 2⁵³")));
            }
        }
    }
    json.push(b']');
    let json = String::from_utf8(json).map_err(Error::bug)?;
    JSON::parse(&json)?.dyn_into().map_err(Error::from)
}

impl From<&str> for Param {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Param {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<i64> for Param {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<u32> for Param {
    fn from(value: u32) -> Self {
        Self::Integer(i64::from(value))
    }
}

impl From<u16> for Param {
    fn from(value: u16) -> Self {
        Self::Integer(i64::from(value))
    }
}

impl From<bool> for Param {
    fn from(value: bool) -> Self {
        Self::Integer(i64::from(value))
    }
}

impl From<Timestamp> for Param {
    fn from(value: Timestamp) -> Self {
        Self::Integer(value.as_millis())
    }
}

impl<T: Into<Param>> From<Option<T>> for Param {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<I: pinewire_domain::id::Id> From<&I> for Param {
    fn from(id: &I) -> Self {
        Self::Text(id.as_str().to_owned())
    }
}

/// The parameters of a statement: `params![signal_id, now, None::<i64>]`. A tenant statement's `?1` is the tenant;
/// the first one given here is `?2`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::db::Param::from($value)),*] };
}
