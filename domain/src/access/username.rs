//! Usernames of TradingView. Its access endpoints want the exact spelling, which buyers seldom give: look a name up
//! with the username hint and store the spelling that comes back.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;

/// Characters at most. TradingView's own limit is lower today, but old accounts are longer.
pub const MAX_CHARS: usize = 64;

const PROFILE: &str = "tradingview.com/u/";

/// Text that cannot be a username.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum UsernameError {
    /// Nothing is left after trimming.
    #[error("Enter a TradingView username.")]
    Empty,
    /// More than [`MAX_CHARS`].
    #[error("A TradingView username has at most 64 characters.")]
    TooLong,
    /// What people sign in with is not what scripts are shared with.
    #[error("This is an e-mail address. Enter the TradingView username, which is shown in your profile.")]
    EmailAddress,
    /// A character that no username has.
    #[error("A TradingView username has only letters from A to Z, digits, dots, hyphens and underscores.")]
    Character,
}

/// A username in the spelling it was given.
///
/// `==` compares spellings. Whether two spellings are one user is told by [`Self::is_same_user`], and [`Self::key`]
/// is what a unique column holds: TradingView has no two users whose names differ in case alone.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
pub struct Username(String);

impl Username {
    /// Reads what people paste: a name, `@name`, or the address of a profile.
    pub fn parse(text: &str) -> Result<Self, UsernameError> {
        let text = text.trim();
        let name = match text.split_once(PROFILE) {
            Some((_, rest)) => rest.split(['/', '?', '#']).next().unwrap_or_default(),
            None => text.strip_prefix('@').unwrap_or(text),
        };
        if name.is_empty() {
            return Err(UsernameError::Empty);
        }
        if name.contains('@') {
            return Err(UsernameError::EmailAddress);
        }
        if !name.bytes().all(is_username_byte) {
            return Err(UsernameError::Character);
        }
        // All are ASCII by now.
        if name.len() > MAX_CHARS {
            return Err(UsernameError::TooLong);
        }
        Ok(Self(name.to_owned()))
    }

    /// The exact spelling.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same for every spelling.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// Whether `other` is the same user, perhaps in another spelling.
    pub fn is_same_user(&self, other: &str) -> bool {
        self.0.eq_ignore_ascii_case(other)
    }
}

fn is_username_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl core::str::FromStr for Username {
    type Err = UsernameError;

    fn from_str(text: &str) -> Result<Self, UsernameError> {
        Self::parse(text)
    }
}

impl TryFrom<&str> for Username {
    type Error = UsernameError;

    fn try_from(text: &str) -> Result<Self, UsernameError> {
        Self::parse(text)
    }
}

impl<'de> Deserialize<'de> for Username {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_read_as_people_write_them() {
        for (text, name) in [
            ("TraderJane", "TraderJane"),
            (" @Trader_Jane-7 ", "Trader_Jane-7"),
            ("j.doe", "j.doe"),
            ("https://www.tradingview.com/u/Jane/#published-scripts", "Jane"),
            ("tradingview.com/u/jane?ref=1", "jane"),
        ] {
            assert_eq!(Username::parse(text).unwrap().as_str(), name);
        }
    }

    #[test]
    fn other_text_is_refused_with_its_reason() {
        let long = "x".repeat(MAX_CHARS + 1);
        for (text, error) in [
            ("", UsernameError::Empty),
            (" @ ", UsernameError::Empty),
            ("https://www.tradingview.com/u/", UsernameError::Empty),
            ("jane@example.com", UsernameError::EmailAddress),
            ("jane doe", UsernameError::Character),
            ("jané", UsernameError::Character),
            ("ja\nne", UsernameError::Character),
            ("a/b", UsernameError::Character),
            (&long, UsernameError::TooLong),
        ] {
            assert_eq!(Username::parse(text), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_spelling_is_kept_and_case_makes_no_other_user(name in "[A-Za-z0-9._-]{1,64}") {
            let user = Username::parse(&name).unwrap();
            prop_assert_eq!(user.as_str(), &name);
            let shouted = Username::parse(&name.to_ascii_uppercase()).unwrap();
            prop_assert!(user.is_same_user(shouted.as_str()));
            prop_assert_eq!(user.key(), shouted.key());
        }

        #[test]
        fn no_text_panics(text: String) {
            if let Ok(name) = Username::parse(&text) {
                prop_assert_eq!(Username::parse(name.as_str()), Ok(name));
            }
        }
    }
}
