//! Usernames of TradingView. Its endpoints for access want the exact spelling; buyers hardly ever give it.

use core::fmt;

use thiserror::Error;

/// Longer ones do not exist.
const MAX_CHARS: usize = 64;
const PROFILE: &str = "tradingview.com/u/";

/// Text that is no username.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum UsernameError {
    /// There is none.
    #[error("Enter a TradingView username.")]
    Empty,
    /// It has characters that no username has, or too many.
    #[error("A TradingView username has letters, digits, dots, hyphens and underscores, at most 64.")]
    Malformed,
    /// People enter what they sign in with.
    #[error("This is an e-mail address. Enter the TradingView username: the name in the profile's address.")]
    EmailAddress,
}

/// A username as somebody wrote it, or as TradingView spells it once it was looked up.
///
/// Two usernames that differ in case alone are the same user: compare by [`Self::is_same_user`] or [`Self::key`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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
        let is_known = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-' | '_');
        if name.len() > MAX_CHARS || !name.chars().all(is_known) {
            return Err(UsernameError::Malformed);
        }
        Ok(Self(name.to_owned()))
    }

    /// The spelling that it has.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is the same for all spellings: the key of a column that must be unique.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// Whether both name the same user.
    pub fn is_same_user(&self, other: &str) -> bool {
        self.0.eq_ignore_ascii_case(other)
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_people_paste_is_read() {
        for (text, name) in [
            ("TraderJane", "TraderJane"),
            ("  @trader-jane_7 ", "trader-jane_7"),
            (
                "https://www.tradingview.com/u/Trader.Jane/#published-scripts",
                "Trader.Jane",
            ),
            ("tradingview.com/u/jane?ref=1", "jane"),
        ] {
            assert_eq!(Username::parse(text).unwrap().as_str(), name);
        }
    }

    #[test]
    fn what_is_no_username_is_refused_with_the_reason() {
        for (text, error) in [
            ("", UsernameError::Empty),
            (" @ ", UsernameError::Empty),
            ("https://www.tradingview.com/u/", UsernameError::Empty),
            ("jane@example.com", UsernameError::EmailAddress),
            ("jane doe", UsernameError::Malformed),
            ("jané", UsernameError::Malformed),
            ("<script>", UsernameError::Malformed),
        ] {
            assert_eq!(Username::parse(text), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_refused_or_kept(text: String) {
            if let Ok(name) = Username::parse(&text) {
                prop_assert!(text.contains(name.as_str()));
                prop_assert_eq!(Username::parse(name.as_str()), Ok(name));
            }
        }

        #[test]
        fn spelling_makes_no_other_user(name in "[A-Za-z0-9._-]{1,64}") {
            let user = Username::parse(&name).unwrap();
            prop_assert!(user.is_same_user(&name.to_ascii_uppercase()));
            prop_assert_eq!(user.key(), Username::parse(&name.to_ascii_uppercase()).unwrap().key());
        }
    }
}
