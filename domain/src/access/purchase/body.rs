//! The generic body of the purchase webhook. Shops send more than is asked for: unknown fields are ignored.

use serde_json::{Map, Value};
use thiserror::Error;

use super::PurchaseKind;
use crate::access::username::Username;
use crate::id::ProductId;
use crate::time::Timestamp;
use crate::validation::FieldError;

const MAX_CHARS: usize = 200;
const MAX_EMAIL_CHARS: usize = 254;

/// What a shop tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurchaseEvent {
    /// The shop's id of the event: the same when it is sent again.
    pub event_id: String,
    /// What happened.
    pub kind: PurchaseKind,
    /// The shop's name of the product.
    pub product: String,
    /// The shop's id of the order, by which a refund finds its purchase.
    pub order_id: Option<String>,
    /// The buyer's e-mail address.
    pub email: Option<String>,
    /// The buyer's username, if it is one; else the buyer is asked for it.
    pub username: Option<Username>,
    /// When it happened.
    pub occurred_at: Option<Timestamp>,
}

impl PurchaseEvent {
    /// The same for every copy of the event: unique in its column. Events of two webhook addresses are two events.
    pub fn key(&self, webhook: &str) -> String {
        format!("{webhook}:{}", self.event_id)
    }

    /// The attempts' part of the key for a mapped product.
    pub fn product_key(&self, webhook: &str, product: ProductId) -> String {
        format!("{}:{product}", self.key(webhook))
    }
}

/// Why a body is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PurchaseBodyError {
    /// Not a JSON object.
    #[error("The body is not a JSON object.")]
    Malformed,
    /// Fields are missing or wrong.
    #[error("Some fields are missing or wrong.")]
    Fields(Vec<FieldError>),
}

/// Reads the body:
///
/// ```json
/// {"event_id":"evt-1","event":"purchase","product":"trend-monthly","order_id":"42",
///  "email":"jane@example.com","tradingview_username":"Jane","occurred_at":"2024-01-15T10:30:00Z"}
/// ```
///
/// `event_id`, `event` and `product` are required, and `email` or `tradingview_username`, since somebody must get the
/// access. A username that cannot be one is refused only without an e-mail address to ask for it.
pub fn parse(body: &str) -> Result<PurchaseEvent, PurchaseBodyError> {
    let Ok(Value::Object(fields)) = serde_json::from_str(body) else {
        return Err(PurchaseBodyError::Malformed);
    };
    let mut reader = Reader {
        fields,
        errors: vec![],
    };
    let event_id = reader.required("event_id", MAX_CHARS);
    let kind = reader.required("event", MAX_CHARS);
    let product = reader.required("product", MAX_CHARS);
    let order_id = reader.text("order_id", MAX_CHARS);
    let email = reader.text("email", MAX_EMAIL_CHARS);
    let username = reader.text("tradingview_username", MAX_CHARS);
    let occurred_at = reader.text("occurred_at", MAX_CHARS);

    let kind = reader.check("event", kind, |word| {
        word.parse::<PurchaseKind>()
            .map_err(|_| "Use one of purchase, renewal, refund, cancel.".to_owned())
    });
    let occurred_at = reader.check("occurred_at", occurred_at, |text| {
        Timestamp::parse(text).map_err(|_| "Write a time such as 2024-01-15T10:30:00Z.".to_owned())
    });
    let email = reader.check("email", email, |text| {
        let (local, domain) = text.rsplit_once('@').unwrap_or_default();
        let is_address = !local.is_empty() && !domain.is_empty() && !text.contains(char::is_whitespace);
        is_address
            .then(|| text.to_owned())
            .ok_or_else(|| "Write an e-mail address.".to_owned())
    });
    let username = match (username, &email) {
        (Some(text), Some(_)) => Username::parse(&text).ok(),
        (text, _) => reader.check("tradingview_username", text, |text| {
            Username::parse(text).map_err(|error| error.to_string())
        }),
    };
    if email.is_none() && username.is_none() && reader.errors.is_empty() {
        reader.error("email", "Give the buyer's email or tradingview_username.");
    }
    match (event_id, kind, product) {
        (Some(event_id), Some(kind), Some(product)) if reader.errors.is_empty() => Ok(PurchaseEvent {
            event_id,
            kind,
            product,
            order_id,
            email,
            username,
            occurred_at,
        }),
        _ => Err(PurchaseBodyError::Fields(reader.errors)),
    }
}

struct Reader {
    fields: Map<String, Value>,
    errors: Vec<FieldError>,
}

impl Reader {
    fn error(&mut self, field: &str, message: impl Into<String>) {
        self.errors.push(FieldError::new(field, message));
    }

    /// Text or a number (some shops number their orders); nothing for null, absence and blanks.
    fn text(&mut self, field: &str, max_chars: usize) -> Option<String> {
        let text = match self.fields.get(field) {
            None | Some(Value::Null) => return None,
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            Some(_) => {
                self.error(field, "Write text.");
                return None;
            }
        };
        if text.chars().nth(max_chars).is_some() {
            self.error(field, format!("Use at most {max_chars} characters."));
            return None;
        }
        Some(text).filter(|text| !text.is_empty())
    }

    fn required(&mut self, field: &str, max_chars: usize) -> Option<String> {
        let errors = self.errors.len();
        let text = self.text(field, max_chars);
        if text.is_none() && self.errors.len() == errors {
            self.error(field, "This field is required.");
        }
        text
    }

    fn check<T>(
        &mut self,
        field: &str,
        text: Option<String>,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        match text.map(|text| read(&text))? {
            Ok(value) => Some(value),
            Err(message) => {
                self.error(field, message);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_full_body_is_read() {
        let event = parse(
            r#"{"event_id":"e1","event":"renewal","product":"p","order_id":42,"email":" jane@example.com ",
                "tradingview_username":"@Jane","occurred_at":"2024-01-15T10:30:00Z","coupon":{"x":1}}"#,
        )
        .unwrap();
        assert_eq!(
            (event.kind, event.order_id.as_deref()),
            (PurchaseKind::Renewal, Some("42"))
        );
        assert_eq!(event.email.as_deref(), Some("jane@example.com"));
        assert_eq!(event.username.as_ref().map(Username::as_str), Some("Jane"));
        assert_eq!(event.key("whk_1"), "whk_1:e1");
    }

    #[test]
    fn a_bad_username_is_asked_for_where_that_is_possible() {
        let with_email = parse(
            r#"{"event_id":"e","event":"purchase","product":"p","email":"j@x.org","tradingview_username":"Jane Doe"}"#,
        );
        assert_eq!(with_email.unwrap().username, None);
        let without =
            parse(r#"{"event_id":"e","event":"purchase","product":"p","tradingview_username":"Jane Doe"}"#);
        let Err(PurchaseBodyError::Fields(errors)) = without else {
            panic!()
        };
        assert_eq!(errors[0].field, "tradingview_username");
    }

    #[test]
    fn every_wrong_field_is_named() {
        for (body, fields) in [
            ("{}", vec!["event_id", "event", "product"]),
            (
                r#"{"event_id":"e","event":"gift","product":"p","email":"x"}"#,
                vec!["event", "email"],
            ),
            (
                r#"{"event_id":{},"event":"purchase","product":" ","email":"j@x.org"}"#,
                vec!["event_id", "product"],
            ),
            (
                r#"{"event_id":"e","event":"purchase","product":"p"}"#,
                vec!["email"],
            ),
            (
                r#"{"event_id":"e","event":"refund","product":"p","email":"j@x.org","occurred_at":"now"}"#,
                vec!["occurred_at"],
            ),
        ] {
            let Err(PurchaseBodyError::Fields(errors)) = parse(body) else {
                panic!("{body}")
            };
            let found: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(found, fields, "{body}");
        }
        for body in ["", "[]", "null", "{", "event=purchase"] {
            assert_eq!(parse(body), Err(PurchaseBodyError::Malformed), "{body}");
        }
    }

    proptest! {
        #[test]
        fn no_body_panics(body in "\\PC*|\\{\"event(_id)?\":[\\[\\]{}\"a-z0-9]{0,9}\\}") {
            let _ = parse(&body);
        }
    }
}
