//! Links to a signal's screenshot that need no sign-in: for `<img>` tags and for programs that hand them on. A link is
//! good for one user's one signal until it expires, and for nothing else. The user is not in it: whoever checks it
//! knows the signal's owner.
//!
//! Signature: `<key id>.<base64url(HMAC-SHA-256)>` over `v1`, user, signal and expiry, each on a line of its own.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use pinewire_domain::{
    id::{SignalId, UserId},
    time::Timestamp,
};

use crate::{
    Result,
    crypto::{self, Keyring, Purpose},
};

/// How long a link is good for.
pub const VALID_SECONDS: i64 = 15 * 60;

/// What is wrong with a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkError {
    /// We did not sign it, or not for this signal.
    Invalid,
    /// We did, but its time is over.
    Expired,
}

/// Signs links. Made once for all links of an answer.
#[derive(Debug)]
pub struct Signer {
    key_id: String,
    key: [u8; 32],
    origin: String,
    expires: i64,
}

impl Signer {
    /// For links under `origin` (such as `https://pinewire.example`) that are good from `now` on.
    pub fn new(keyring: &Keyring, origin: &str, now: Timestamp) -> Result<Self> {
        Ok(Self {
            key_id: keyring.active_id().to_owned(),
            key: keyring.active(Purpose::SignedUrl)?,
            origin: origin.trim_end_matches('/').to_owned(),
            expires: now.as_millis().div_euclid(1000) + VALID_SECONDS,
        })
    }

    /// The link to a signal's screenshot.
    pub fn screenshot_url(&self, user_id: &UserId, signal_id: &SignalId) -> String {
        let Self {
            key_id,
            key,
            origin,
            expires,
        } = self;
        let signature = URL_SAFE_NO_PAD.encode(mac(key, user_id, signal_id, *expires));
        format!(
            "{origin}/api/signals/{signal_id}/screenshot.png?expires={expires}&signature={key_id}.{signature}"
        )
    }
}

/// Checks the parameters `expires` (epoch seconds) and `signature` of a link.
pub fn verify(
    keyring: &Keyring,
    user_id: &UserId,
    signal_id: &SignalId,
    expires: i64,
    signature: &str,
    now: Timestamp,
) -> Result<(), LinkError> {
    let (key_id, signature) = signature.split_once('.').ok_or(LinkError::Invalid)?;
    let key = keyring
        .by_id(key_id, Purpose::SignedUrl)
        .ok_or(LinkError::Invalid)?;
    let given = URL_SAFE_NO_PAD
        .decode(signature)
        .map_err(|_| LinkError::Invalid)?;
    if !crypto::equal(&given, &mac(&key, user_id, signal_id, expires)) {
        return Err(LinkError::Invalid);
    }
    if now.as_millis().div_euclid(1000) >= expires {
        Err(LinkError::Expired)
    } else {
        Ok(())
    }
}

fn mac(key: &[u8; 32], user_id: &UserId, signal_id: &SignalId, expires: i64) -> [u8; 32] {
    crypto::hmac_sha256(key, format!("v1\n{user_id}\n{signal_id}\n{expires}").as_bytes())
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_705_314_600_500);

    fn keyring(bytes: &[u8]) -> Keyring {
        let keys: Vec<String> = bytes
            .iter()
            .map(|byte| format!("k{byte}:{}", STANDARD.encode([*byte; 32])))
            .collect();
        Keyring::parse(&keys.join(",")).unwrap()
    }

    fn parts(url: &str) -> (i64, String) {
        let (_, query) = url.split_once("?expires=").unwrap();
        let (expires, signature) = query.split_once("&signature=").unwrap();
        (expires.parse().unwrap(), signature.to_owned())
    }

    #[test]
    fn a_link_opens_its_signal_for_fifteen_minutes() {
        let (user, signal) = (UserId::from_parts(1, 1), SignalId::from_parts(1, 2));
        let url = Signer::new(&keyring(&[1]), "http://localhost:8787/", NOW)
            .unwrap()
            .screenshot_url(&user, &signal);
        assert!(url.starts_with(&format!(
            "http://localhost:8787/api/signals/{signal}/screenshot.png?expires="
        )));
        let (expires, signature) = parts(&url);
        let check = |ring: &[u8], at| verify(&keyring(ring), &user, &signal, expires, &signature, at);
        assert_eq!(check(&[1], NOW.plus_seconds(899)), Ok(()));
        assert_eq!(check(&[1], NOW.plus_seconds(900)), Err(LinkError::Expired));
        assert_eq!(check(&[2, 1], NOW), Ok(()), "a rotated key still verifies");
        assert_eq!(check(&[2], NOW), Err(LinkError::Invalid));
    }

    #[test]
    fn a_link_opens_nothing_else() {
        let (user, signal) = (UserId::from_parts(1, 1), SignalId::from_parts(1, 2));
        let ring = keyring(&[1]);
        let (expires, signature) = parts(
            &Signer::new(&ring, "", NOW)
                .unwrap()
                .screenshot_url(&user, &signal),
        );
        let other_user = verify(
            &ring,
            &UserId::from_parts(1, 9),
            &signal,
            expires,
            &signature,
            NOW,
        );
        let other_signal = verify(
            &ring,
            &user,
            &SignalId::from_parts(1, 9),
            expires,
            &signature,
            NOW,
        );
        let longer = verify(&ring, &user, &signal, expires + 1, &signature, NOW);
        assert_eq!([other_user, other_signal, longer], [Err(LinkError::Invalid); 3]);
        for forged in [
            "",
            ".",
            "k1",
            "k1.",
            "k1.AAAA",
            "k9.AAAA",
            &signature.replace("k1.", "k1.A"),
            &format!("{signature}A"),
        ] {
            assert_eq!(
                verify(&ring, &user, &signal, expires, forged, NOW),
                Err(LinkError::Invalid),
                "{forged}"
            );
        }
    }
}
