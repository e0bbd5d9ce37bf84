//! The key ring: the secret `MASTER_KEYS`, `id:base64` pairs of 256-bit keys separated by commas. The first one seals
//! and signs; the others still open and verify, so that keys can be rotated without a pause. Each purpose has a key
//! of its own, derived by HKDF-SHA-256, so that a signature can't be mistaken for another kind of signature.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hkdf::Hkdf;
use sha2::Sha256;

use crate::{Error, Result};

/// What a derived key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Sealing secrets in the database.
    Seal,
    /// Signing access tokens.
    AccessToken,
    /// Binding CSRF tokens to sessions.
    Csrf,
    /// Signing what the gateway tells other workers about a caller.
    Pass,
    /// Signing links to files.
    SignedUrl,
    /// Signing links for buyers.
    BuyerLink,
}

impl Purpose {
    const fn info(self) -> &'static [u8] {
        match self {
            Self::Seal => b"pinewire/v1/seal",
            Self::AccessToken => b"pinewire/v1/access-token",
            Self::Csrf => b"pinewire/v1/csrf",
            Self::Pass => b"pinewire/v1/pass",
            Self::SignedUrl => b"pinewire/v1/signed-url",
            Self::BuyerLink => b"pinewire/v1/buyer-link",
        }
    }
}

/// The master keys.
pub struct Keyring {
    keys: Vec<MasterKey>,
}

struct MasterKey {
    id: String,
    secret: [u8; 32],
}

/// Shows the ids only.
impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.keys.iter().map(|key| &key.id))
            .finish()
    }
}

impl Keyring {
    /// Reads `id:base64,id:base64,…`. Ids are letters, digits and `-`; keys are 32 bytes.
    pub fn parse(text: &str) -> Result<Self> {
        let keys = text
            .split(',')
            .map(|entry| MasterKey::parse(entry.trim()))
            .collect::<Option<Vec<_>>>();
        match keys {
            Some(keys) if !keys.is_empty() => Ok(Self { keys }),
            _ => Err(Error::bug(
                "MASTER_KEYS must be id:base64 pairs of 32-byte keys, separated by commas",
            )),
        }
    }

    /// The id of the key that seals and signs.
    pub fn active_id(&self) -> &str {
        self.keys.first().map_or("", |key| key.id.as_str())
    }

    /// The active key for a purpose.
    pub fn active(&self, purpose: Purpose) -> Result<[u8; 32]> {
        self.keys
            .first()
            .map(|key| key.derive(purpose))
            .ok_or_else(|| Error::bug("the key ring is empty"))
    }

    /// A key by its id, for opening and verifying what an earlier key made.
    pub fn by_id(&self, id: &str, purpose: Purpose) -> Option<[u8; 32]> {
        self.keys
            .iter()
            .find(|key| key.id == id)
            .map(|key| key.derive(purpose))
    }
}

impl MasterKey {
    fn parse(entry: &str) -> Option<Self> {
        let (id, secret) = entry.split_once(':')?;
        let id_is_plain = !id.is_empty()
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let secret = STANDARD.decode(secret).ok()?.try_into().ok()?;
        id_is_plain.then(|| Self {
            id: id.to_owned(),
            secret,
        })
    }

    fn derive(&self, purpose: Purpose) -> [u8; 32] {
        let mut key = [0; 32];
        // Expanding to 32 bytes never fails: HKDF-SHA-256 gives up to 255 × 32.
        if Hkdf::<Sha256>::new(None, &self.secret)
            .expand(purpose.info(), &mut key)
            .is_err()
        {
            key = [0; 32];
        }
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, byte: u8) -> String {
        format!("{id}:{}", STANDARD.encode([byte; 32]))
    }

    #[test]
    fn derives_a_different_key_for_each_purpose_and_master_key() {
        let ring = Keyring::parse(&format!("{},{}", entry("k2", 2), entry("k1", 1))).unwrap();
        assert_eq!(ring.active_id(), "k2");
        let keys = [
            ring.active(Purpose::Seal).unwrap(),
            ring.active(Purpose::Csrf).unwrap(),
            ring.by_id("k1", Purpose::Seal).unwrap(),
        ];
        assert!(keys[0] != keys[1] && keys[0] != keys[2] && keys[1] != keys[2]);
        assert_eq!(ring.by_id("k2", Purpose::Seal), Some(keys[0]));
        assert_eq!(ring.by_id("k3", Purpose::Seal), None);
    }

    #[test]
    fn refuses_what_is_no_key() {
        for text in [
            "",
            "k1",
            "k1:",
            "k1:c2hvcnQ=",
            ":AAAA",
            &format!("a b:{}", STANDARD.encode([0; 32])),
        ] {
            assert!(Keyring::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn shows_no_secret() {
        let ring = Keyring::parse(&entry("k1", 7)).unwrap();
        assert_eq!(format!("{ring:?}"), r#"["k1"]"#);
    }
}
