//! A value bound to a statement.

use pinewire_domain::time::Timestamp;
use wasm_bindgen::JsValue;

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

impl Param {
    pub(super) fn to_js(&self) -> Result<JsValue> {
        match self {
            Self::Null => Ok(JsValue::NULL),
            Self::Text(text) => Ok(JsValue::from_str(text)),
            Self::Integer(value) if value.abs() <= MAX_SAFE_INTEGER => {
                #[expect(clippy::cast_precision_loss, reason = "exact within ±2⁵³, which the guard above ensures")]
                let number = *value as f64;
                Ok(JsValue::from_f64(number))
            }
            Self::Integer(value) => Err(Error::bug(format_args!("{value} can't be bound: beyond 2⁵³"))),
        }
    }
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
