//! The shapes of TradingView's answers. They are not published: unknown fields are ignored, fields that no decision
//! needs may be absent, and numbers may be text.
//!
//! Each is read from a [`Value`] by hand. A derived deserialiser for each of them was a tenth of a worker; this way they
//! share one parser.

mod fields;
mod home;
mod scripts;
mod sign_in;
mod users;

use serde_json::Value;

pub use home::{HomePage, Visitor, is_signed_out, read_home};
pub use scripts::{
    Author, Extra, FacadeScript, ListedAccess, PineId, PineIdError, PublishedScript, ScriptAccess,
    SuggestPage, SuggestedScript,
};
pub use sign_in::{SignInAnswer, read_sign_in};
pub use users::{Balance, ListedUser, MAX_USERS_PAGE, UsernameHint, UsersPage, exact_match};

/// A shape of an answer.
pub trait FromJson: Sized {
    /// The value, if it has this shape.
    fn from_json(value: &Value) -> Option<Self>;
}

/// All of them or none: a list that can't be read to its end must not pass for a shorter one.
impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: &Value) -> Option<Self> {
        value.as_array()?.iter().map(T::from_json).collect()
    }
}

/// The JSON in `body`, if it is of this shape.
pub fn json<T: FromJson>(body: &str) -> Option<T> {
    T::from_json(&value(body)?)
}

/// The JSON in `body`.
pub fn value(body: &str) -> Option<Value> {
    serde_json::from_str(body).ok()
}

/// What `add`, `modify_user_expiration` and `remove` did: the member `status` of their answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It.
    Ok,
    /// Nothing: there is an access, whose expiry stays.
    Exists,
    /// Nothing: there is no access.
    NotExists,
}

impl FromJson for Status {
    fn from_json(value: &Value) -> Option<Self> {
        match value.get("status")?.as_str()? {
            "ok" => Some(Self::Ok),
            "exists" => Some(Self::Exists),
            "not_exists" => Some(Self::NotExists),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_known_word_is_a_status() {
        for (body, status) in [
            (r#"{"status":"ok","more":[1]}"#, Some(Status::Ok)),
            (r#"{"status":"exists"}"#, Some(Status::Exists)),
            (r#"{"status":"not_exists"}"#, Some(Status::NotExists)),
            (r#"{"status":"OK"}"#, None),
            (r#"{"status":null}"#, None),
            (r#"{"status":["ok"]}"#, None),
            ("{}", None),
            ("[]", None),
            (r#""ok""#, None),
            (r#"{"status":"ok""#, None),
        ] {
            assert_eq!(json::<Status>(body), status, "{body}");
        }
    }
}
