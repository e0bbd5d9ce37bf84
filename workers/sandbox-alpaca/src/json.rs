//! JSON that is built field by field. With a type for each answer, compiled for writing, this worker would be a third
//! larger than it may be.

use core::str::FromStr as _;

use pinewire_domain::{decimal::Decimal, time::Timestamp};
use serde_json::{Map, Number, Value};

/// A JSON object that is being built.
#[derive(Debug, Default)]
pub(crate) struct Object(Map<String, Value>);

impl Object {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Anything.
    pub(crate) fn value(mut self, name: &str, value: Value) -> Self {
        self.0.insert(name.to_owned(), value);
        self
    }

    pub(crate) fn text(self, name: &str, text: &str) -> Self {
        self.value(name, Value::String(text.to_owned()))
    }

    /// Text or null.
    pub(crate) fn optional_text(self, name: &str, text: Option<&str>) -> Self {
        self.value(
            name,
            text.map_or(Value::Null, |text| Value::String(text.to_owned())),
        )
    }

    /// A decimal as text.
    pub(crate) fn decimal(self, name: &str, decimal: Decimal) -> Self {
        self.value(name, Value::String(decimal.to_string()))
    }

    /// A decimal as text, or null.
    pub(crate) fn optional_decimal(self, name: &str, decimal: Option<Decimal>) -> Self {
        self.value(
            name,
            decimal.map_or(Value::Null, |decimal| Value::String(decimal.to_string())),
        )
    }

    /// A decimal as a number, with all of its digits.
    pub(crate) fn number(self, name: &str, decimal: Decimal) -> Self {
        let number = Number::from_str(&decimal.to_string());
        self.value(name, number.map_or(Value::Null, Value::Number))
    }

    pub(crate) fn integer(self, name: &str, integer: i64) -> Self {
        self.value(name, Value::Number(integer.into()))
    }

    pub(crate) fn flag(self, name: &str, flag: bool) -> Self {
        self.value(name, Value::Bool(flag))
    }

    pub(crate) fn time(self, name: &str, at: Timestamp) -> Self {
        self.value(name, Value::String(at.to_string()))
    }

    /// A time or null.
    pub(crate) fn optional_time(self, name: &str, at: Option<Timestamp>) -> Self {
        self.value(name, at.map_or(Value::Null, |at| Value::String(at.to_string())))
    }

    pub(crate) fn build(self) -> Value {
        Value::Object(self.0)
    }
}

/// A list, as our own API has it.
pub(crate) fn data(list: Vec<Value>) -> Value {
    Object::new().value("data", Value::Array(list)).build()
}
