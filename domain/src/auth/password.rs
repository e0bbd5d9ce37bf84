//! Which passwords are accepted: by length, not by kinds of characters (OWASP ASVS 5, 6.2).

use thiserror::Error;

/// Characters that a password has at least.
pub const MIN_PASSWORD_CHARS: usize = 8;
/// Characters that a password has at most: hashing must stay cheap to refuse.
pub const MAX_PASSWORD_CHARS: usize = 128;

/// Why a password is refused. The text is a sentence for the person who chose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PasswordProblem {
    /// Fewer than [`MIN_PASSWORD_CHARS`].
    #[error("Use at least 8 characters; 15 or more are better.")]
    TooShort,
    /// More than [`MAX_PASSWORD_CHARS`].
    #[error("Use at most 128 characters.")]
    TooLong,
    /// The e-mail address or its first part.
    #[error("Do not use your e-mail address as the password.")]
    IsEmail,
    /// On a list of leaked passwords.
    #[error("This password is known from data leaks. Choose another one.")]
    Breached,
}

/// Checks a new password. Old passwords are never checked: their owners must be able to sign in.
///
/// `is_breached` answers whether a list of leaked passwords has it; pass `|_| false` where there is none.
pub fn check_password(
    password: &str,
    email: &str,
    is_breached: impl FnOnce(&str) -> bool,
) -> Result<(), PasswordProblem> {
    // Counting stops early: the text may be megabytes.
    let chars = password.chars().take(MAX_PASSWORD_CHARS + 1).count();
    let mailbox = email.split('@').next().unwrap_or_default();
    if chars < MIN_PASSWORD_CHARS {
        Err(PasswordProblem::TooShort)
    } else if chars > MAX_PASSWORD_CHARS {
        Err(PasswordProblem::TooLong)
    } else if password.eq_ignore_ascii_case(email) || password.eq_ignore_ascii_case(mailbox) {
        Err(PasswordProblem::IsEmail)
    } else if is_breached(password) {
        Err(PasswordProblem::Breached)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(password: &str) -> Result<(), PasswordProblem> {
        check_password(password, "Trader.One@example.com", |known| known == "password1")
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(check("1234567"), Err(PasswordProblem::TooShort));
        assert_eq!(check("şifreler"), Ok(()));
        assert_eq!(check(&"ş".repeat(128)), Ok(()));
        assert_eq!(check(&"ş".repeat(129)), Err(PasswordProblem::TooLong));
    }

    #[test]
    fn guessable_passwords_are_refused() {
        assert_eq!(check("trader.one@example.COM"), Err(PasswordProblem::IsEmail));
        assert_eq!(check("trader.one"), Err(PasswordProblem::IsEmail));
        assert_eq!(check("password1"), Err(PasswordProblem::Breached));
    }
}
