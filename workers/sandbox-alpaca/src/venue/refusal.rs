//! How Alpaca refuses: a status, often a number, a sentence, and sometimes more fields.

use pinewire_domain::decimal::Decimal;

/// A refusal. Boxed, because almost everything returns one or something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal(Box<Facts>);

/// What is refused, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) status: u16,
    pub(crate) code: Option<u32>,
    pub(crate) message: String,
    pub(crate) details: Vec<(&'static str, String)>,
}

impl core::ops::Deref for Refusal {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.0
    }
}

impl Refusal {
    #[inline(never)]
    fn new(status: u16, code: Option<u32>, message: String) -> Self {
        Self(Box::new(Facts {
            status,
            code,
            message,
            details: Vec::new(),
        }))
    }

    fn with(mut self, name: &'static str, value: &impl ToString) -> Self {
        self.0.details.push((name, value.to_string()));
        self
    }

    /// 401: who is calling?
    pub(crate) fn unauthorized() -> Self {
        Self::new(401, None, "unauthorized.".to_owned())
    }

    /// 403 without a number.
    pub(crate) fn forbidden(message: &str) -> Self {
        Self::new(403, None, message.into())
    }

    /// 400: not what can be read at all.
    pub(crate) fn unreadable() -> Self {
        Self::new(400, Some(40_010_000), "request body format is invalid".to_owned())
    }

    /// 400 of the market data API, without a number.
    pub(crate) fn bad_query(message: impl Into<String>) -> Self {
        Self::new(400, None, message.into())
    }

    /// 404.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(404, Some(40_410_000), message.into())
    }

    /// 404 for a path that is nowhere.
    pub(crate) fn no_such_endpoint() -> Self {
        Self::new(404, Some(40_410_000), "endpoint not found".to_owned())
    }

    /// 422 about a field.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(422, Some(40_010_001), message.into())
    }

    /// 422: understood, but not possible.
    pub(crate) fn impossible(message: impl Into<String>) -> Self {
        Self::new(422, Some(42_210_000), message.into())
    }

    /// 403: not allowed.
    pub(crate) fn not_allowed(message: impl Into<String>) -> Self {
        Self::new(403, Some(40_310_000), message.into())
    }

    pub(crate) fn buying_power(available: Decimal, cost: Decimal) -> Self {
        Self::not_allowed("insufficient buying power")
            .with("buying_power", &available.truncate(2))
            .with("cost_basis", &cost.round(2))
    }

    pub(crate) fn quantity(symbol: &str, requested: Decimal, existing: Decimal, held: Decimal) -> Self {
        let available = existing.saturating_sub(held).max(Decimal::ZERO);
        let message =
            format!("insufficient qty available for order (requested: {requested}, available: {available})");
        Self::not_allowed(message)
            .with("available", &available)
            .with("existing_qty", &existing)
            .with("held_for_orders", &held)
            .with("symbol", &symbol)
    }

    pub(crate) fn balance(symbol: &str, requested: Decimal, available: Decimal) -> Self {
        let coin = symbol.split('/').next().unwrap_or(symbol);
        let message =
            format!("insufficient balance for {coin} (requested: {requested}, available: {available})");
        Self::not_allowed(message)
            .with("available", &available)
            .with("symbol", &symbol)
    }

    pub(crate) fn wash_trade(existing_order_id: &str) -> Self {
        Self::not_allowed("potential wash trade detected. use complex orders")
            .with("existing_order_id", &existing_order_id)
            .with("reject_reason", &"opposite side market/stop order exists")
    }

    /// 429.
    pub(crate) fn too_many() -> Self {
        Self::new(429, Some(42_910_000), "too many requests.".to_owned())
    }

    /// Something is wrong at Alpaca's.
    pub(crate) fn failure(status: u16) -> Self {
        Self::new(
            status,
            Some(50_010_000),
            "internal server error occurred".to_owned(),
        )
    }

    /// How it is written.
    pub(crate) fn body(&self) -> String {
        let mut body = serde_json::Map::new();
        if let Some(code) = self.code {
            body.insert("code".to_owned(), code.into());
        }
        body.insert("message".to_owned(), self.message.as_str().into());
        for (name, value) in &self.details {
            body.insert((*name).to_owned(), value.as_str().into());
        }
        serde_json::Value::Object(body).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_written_as_alpaca_writes_it() {
        assert_eq!(Refusal::unauthorized().body(), r#"{"message":"unauthorized."}"#);
        let number = |text: &str| text.parse::<Decimal>().unwrap();
        let body = Refusal::quantity("AAPL", number("10"), number("8"), number("3")).body();
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["code"], 40_310_000);
        assert_eq!(body["available"], "5");
        assert_eq!(body["held_for_orders"], "3");
        assert_eq!(
            body["message"],
            "insufficient qty available for order (requested: 10, available: 5)"
        );
    }
}
