//! An alert as JSON that reads as the same alert again: one spelling for each field, times in RFC 3339, numbers as
//! exact text.

use serde_json::{Map, Value};

use super::Alert;

impl Alert {
    /// The canonical form. It has everything but the secret and the raw body; reading it at the same time of receipt
    /// gives the same fields.
    pub fn to_json(&self) -> Value {
        let text = |value: &Option<String>| value.clone().map(Value::String);
        let known = [
            // With its exchange: apart from it, an exchange such as `NA` would read as unset.
            ("ticker", Some(Value::String(self.symbol.to_string()))),
            (
                "timeframe",
                self.timeframe.map(|timeframe| timeframe.to_string().into()),
            ),
            ("price", self.price.map(|price| price.to_string().into())),
            ("action", text(&self.action)),
            (
                "direction",
                self.direction.map(|direction| direction.as_str().into()),
            ),
            ("signal_type", text(&self.signal_type)),
            ("indicator", text(&self.indicator)),
            ("strategy_name", text(&self.strategy)),
            ("message", text(&self.message)),
            ("chart_id", self.chart_id.as_ref().map(|id| id.as_str().into())),
            ("timenow", self.alert_at.map(|at| at.to_string().into())),
            ("alert_id", text(&self.alert_id)),
            ("parameters", self.parameters.clone().map(Value::Object)),
        ];
        let mut fields: Map<String, Value> = self.extra.clone();
        for (name, value) in known {
            // A `direction` that was not understood stays; what the direction was derived from is there as well.
            if let Some(value) = value
                && !fields.contains_key(name)
            {
                fields.insert(name.to_owned(), value);
            }
        }
        Value::Object(fields)
    }
}
