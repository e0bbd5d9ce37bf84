//! Secrets at rest: AES-256-GCM with a random 96-bit nonce and the id of the key. The place where a secret belongs
//! (tenant, table, row, column) is authenticated with it, so that a ciphertext copied to another row does not open.
//!
//! Format: `v1.<key id>.<base64url(nonce ‖ ciphertext ‖ tag)>`.

use aes_gcm::{
    Aes256Gcm, KeyInit as _, Nonce,
    aead::{Aead as _, Payload},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{Keyring, Purpose};
use crate::{Error, Result, random};

const NONCE_BYTES: usize = 12;

/// Where a secret belongs.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Whose it is.
    pub tenant: &'a str,
    /// The table that holds it.
    pub table: &'a str,
    /// The row's primary key.
    pub row: &'a str,
    /// The column.
    pub column: &'a str,
}

impl Place<'_> {
    fn aad(&self) -> Vec<u8> {
        // Lengths first, so that no two places have the same bytes.
        let mut aad = b"v1".to_vec();
        for part in [self.tenant, self.table, self.row, self.column] {
            aad.extend_from_slice(&(part.len() as u64).to_be_bytes());
            aad.extend_from_slice(part.as_bytes());
        }
        aad
    }
}

/// Seals a secret with the active key.
pub fn seal(keyring: &Keyring, place: Place<'_>, secret: &str) -> Result<String> {
    let nonce = random::bytes::<NONCE_BYTES>()?;
    let cipher = Aes256Gcm::new(&keyring.active(Purpose::Seal)?.into());
    let ciphertext = cipher
        .encrypt(
            &Nonce::from(nonce),
            Payload {
                msg: secret.as_bytes(),
                aad: &place.aad(),
            },
        )
        .map_err(|_| Error::bug("sealing failed"))?;
    let bytes = [nonce.as_slice(), &ciphertext].concat();
    Ok(format!(
        "v1.{}.{}",
        keyring.active_id(),
        URL_SAFE_NO_PAD.encode(bytes)
    ))
}

/// Opens a sealed secret. Fails if it was sealed for another place, by a key that is gone, or was tampered with.
pub fn open(keyring: &Keyring, place: Place<'_>, sealed: &str) -> Result<String> {
    try_open(keyring, place, sealed)
        .ok_or_else(|| Error::bug(format_args!("{}.{} does not open", place.table, place.column)))
}

/// Whether a sealed secret was sealed by a key other than the active one.
pub fn is_stale(keyring: &Keyring, sealed: &str) -> bool {
    sealed.split('.').nth(1) != Some(keyring.active_id())
}

fn try_open(keyring: &Keyring, place: Place<'_>, sealed: &str) -> Option<String> {
    let (key_id, body) = sealed.strip_prefix("v1.")?.split_once('.')?;
    let key = keyring.by_id(key_id, Purpose::Seal)?;
    let bytes = URL_SAFE_NO_PAD.decode(body).ok()?;
    let (nonce, ciphertext) = bytes.split_first_chunk::<NONCE_BYTES>()?;
    let payload = Payload {
        msg: ciphertext,
        aad: &place.aad(),
    };
    let secret = Aes256Gcm::new(&key.into())
        .decrypt(&Nonce::from(*nonce), payload)
        .ok()?;
    String::from_utf8(secret).ok()
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    use super::*;

    fn ring(ids: &[u8]) -> Keyring {
        let entries: Vec<String> = ids
            .iter()
            .map(|id| format!("k{id}:{}", STANDARD.encode([*id; 32])))
            .collect();
        Keyring::parse(&entries.join(",")).unwrap()
    }

    const HERE: Place<'_> = Place {
        tenant: "usr_1",
        table: "signal_configs",
        row: "usr_1",
        column: "sessionid_sealed",
    };

    proptest! {
        #[test]
        fn opens_where_it_was_sealed(secret in ".*") {
            let ring = ring(&[1]);
            let sealed = seal(&ring, HERE, &secret).unwrap();
            prop_assert!(secret.len() < 4 || !sealed.contains(&secret));
            prop_assert_eq!(open(&ring, HERE, &sealed).unwrap(), secret);
        }

        #[test]
        fn never_opens_garbage(sealed in ".*") {
            prop_assert!(open(&ring(&[1]), HERE, &sealed).is_err());
        }
    }

    #[test]
    fn does_not_open_anywhere_else() {
        let ring = ring(&[1]);
        let sealed = seal(&ring, HERE, "cookie").unwrap();
        for place in [
            Place {
                tenant: "usr_2",
                ..HERE
            },
            Place {
                table: "users",
                ..HERE
            },
            Place { row: "usr_2", ..HERE },
            Place {
                column: "sessionid_sign_sealed",
                ..HERE
            },
            Place {
                tenant: "usr_1s",
                table: "ignal_configs",
                ..HERE
            },
        ] {
            assert!(open(&ring, place, &sealed).is_err(), "{place:?}");
        }
    }

    #[test]
    fn rotation_keeps_old_secrets_readable_until_the_old_key_is_gone() {
        let sealed = seal(&ring(&[1]), HERE, "cookie").unwrap();
        let rotated = ring(&[2, 1]);
        assert!(is_stale(&rotated, &sealed));
        assert_eq!(open(&rotated, HERE, &sealed).unwrap(), "cookie");
        let resealed = seal(&rotated, HERE, "cookie").unwrap();
        assert!(!is_stale(&rotated, &resealed));
        assert!(open(&ring(&[1]), HERE, &resealed).is_err());
        assert!(open(&ring(&[2]), HERE, &sealed).is_err());
    }

    #[test]
    fn detects_tampering() {
        let ring = ring(&[1]);
        let sealed = seal(&ring, HERE, "cookie").unwrap();
        let (head, body) = sealed.rsplit_once('.').unwrap();
        let mut bytes = URL_SAFE_NO_PAD.decode(body).unwrap();
        for index in 0..bytes.len() {
            bytes[index] ^= 1;
            assert!(open(&ring, HERE, &format!("{head}.{}", URL_SAFE_NO_PAD.encode(&bytes))).is_err());
            bytes[index] ^= 1;
        }
    }
}
