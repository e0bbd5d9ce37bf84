//! Cryptography: keys made of one master key ring, secrets sealed at rest, signatures, hashes.

mod keyring;
mod seal;
pub(crate) mod web_crypto;

pub use keyring::{Keyring, Purpose};
pub use seal::{Place, is_stale, open, seal};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// SHA-256 in lower-case hexadecimal. For secrets of 256 random bits (tokens, API keys) this is a safe way to store
/// them: there is nothing to guess.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(sha256(bytes))
}

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// HMAC-SHA-256.
pub fn hmac_sha256(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    hmac_sha256_with(key, message)
}

/// HMAC-SHA-256 with a key of any length, such as a secret that somebody else chose.
pub fn hmac_sha256_with(key: &[u8], message: &[u8]) -> [u8; 32] {
    // No key is refused: HMAC takes any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return [0; 32];
    };
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// Compares without telling by its duration where the first difference is.
pub fn equal(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}
