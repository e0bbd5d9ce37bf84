//! Passwords at rest: argon2id with 19 MiB and two passes (OWASP's password storage cheat sheet), as a PHC string.
//! PBKDF2 is no choice here: the platform caps it at 100,000 rounds.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};

use crate::{Error, Result, random};

/// What an unknown address is checked against, so that the answer takes as long as for a known one. It is the hash of
/// 32 random bytes that nobody kept.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$NdlBOkQN8YZ3lB9ZbKjIUkEDZbDRHsPjSzIqbYpkVkQ";

fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(Error::bug)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a password with a new salt.
pub fn hash(password: &str) -> Result<String> {
    let salt = random::bytes::<16>()?;
    let hash = argon2()?
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(Error::bug)?;
    Ok(hash.to_string())
}

/// Whether the password is the one that was hashed. `None` (no such account) takes as long and is always wrong.
pub fn verify(password: &str, stored: Option<&str>) -> Result<bool> {
    let parsed = PasswordHash::new(stored.unwrap_or(NOBODY)).map_err(Error::bug)?;
    let matches = argon2()?.verify_password(password.as_bytes(), &parsed).is_ok();
    Ok(matches && stored.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_the_password_and_no_other() {
        let stored = hash("correct horse").unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify("correct horse", Some(&stored)).unwrap());
        assert!(!verify("correct horsf", Some(&stored)).unwrap());
        assert_ne!(stored, hash("correct horse").unwrap());
    }

    #[test]
    fn nobody_has_no_password() {
        assert!(!verify("anything", None).unwrap());
    }
}
