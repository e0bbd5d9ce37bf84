//! The shapes of TradingView's answers. They are not published: unknown fields are ignored, fields that no decision
//! needs may be absent, and numbers may be text.

mod home;
mod scripts;
mod sign_in;
mod users;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

pub use home::{HomePage, Visitor, read_home};
pub use scripts::{
    FacadeScript, ListedAccess, PineId, PineIdError, PublishedScript, ScriptAccess, SuggestPage,
    SuggestedScript,
};
pub use sign_in::{SignInAnswer, read_sign_in};
pub use users::{Balance, ListedUser, MAX_USERS_PAGE, UsernameHint, UsersPage, exact_match};

/// The JSON in `body`, if it is of this shape.
pub fn json<T: DeserializeOwned>(body: &str) -> Option<T> {
    serde_json::from_str(body).ok()
}

/// The answer of `add`, `modify_user_expiration` and `remove`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct StatusAnswer {
    /// What was done.
    pub status: Status,
}

/// What `add`, `modify_user_expiration` and `remove` did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It.
    Ok,
    /// Nothing: there is an access, whose expiry stays.
    Exists,
    /// Nothing: there is no access.
    NotExists,
}

/// A number or the same as text.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let number = match &value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    number.ok_or_else(|| serde::de::Error::custom("not a whole number"))
}

/// Text, or a number as text; `None` for anything else.
fn text_of<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}
