//! Outgoing events by the Standard Webhooks specification (standardwebhooks.com): what is signed, how, when a delivery
//! is tried again. Where it may be sent to is told by [`TargetUrl`]. Sending is left to the worker.
//!
//! Headers: `webhook-id` (the same for every try), `webhook-timestamp` (seconds), `webhook-signature`.

mod event_type;
mod hold;
mod target_url;

use core::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use thiserror::Error;

pub use event_type::EventType;
pub use hold::hold_after;
pub use target_url::{TargetUrl, TargetUrlError};

use crate::time::Timestamp;

const SECRET_PREFIX: &str = "whsec_";
/// Bytes of a secret that we make.
pub const SECRET_BYTES: usize = 32;

/// Waits after each failed try, as the specification suggests: ten tries over about three days.
const WAITS_S: [u64; 9] = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
/// Tries in all.
pub const MAX_TRIES: u32 = 10;

/// Text that is no signing secret. Deliberately without the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a signing secret: it begins with whsec_ and goes on in base64, 24 to 64 bytes")]
pub struct SecretError;

/// A signing secret. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningSecret(Vec<u8>);

impl core::fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SigningSecret(…)")
    }
}

impl SigningSecret {
    /// The secret of these random bytes.
    pub fn from_random(bytes: [u8; SECRET_BYTES]) -> Self {
        Self(bytes.to_vec())
    }

    /// Reads `whsec_…`; the specification allows 24 to 64 bytes.
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let encoded = text.strip_prefix(SECRET_PREFIX).ok_or(SecretError)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| SecretError)?;
        if (24..=64).contains(&bytes.len()) {
            Ok(Self(bytes))
        } else {
            Err(SecretError)
        }
    }

    /// `whsec_…`, to be shown once and stored encrypted.
    pub fn reveal(&self) -> String {
        format!("{SECRET_PREFIX}{}", STANDARD.encode(&self.0))
    }

    fn mac(&self, message: &str) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(message.as_bytes());
        Some(mac)
    }
}

/// What is signed: `id.timestamp.body`, the body byte for byte as it is sent.
pub fn signed_content(id: &str, at: Timestamp, body: &str) -> String {
    format!("{id}.{}.{body}", timestamp(at))
}

/// The header `webhook-timestamp`: whole seconds since the epoch.
pub const fn timestamp(at: Timestamp) -> i64 {
    at.as_millis().div_euclid(1000)
}

/// The header `webhook-signature`: `v1,` and base64, once for each secret, separated by spaces. While a secret is
/// being rotated, sign with the new and the old one.
pub fn signature_header(secrets: &[SigningSecret], content: &str) -> String {
    let signatures = secrets.iter().filter_map(|secret| {
        let code = secret.mac(content)?.finalize().into_bytes();
        Some(format!("v1,{}", STANDARD.encode(code)))
    });
    signatures.collect::<Vec<_>>().join(" ")
}

/// Whether one of the header's signatures is of this secret; compares in constant time. For receivers, such as our
/// sandbox; they must also refuse old timestamps.
pub fn verify(secret: &SigningSecret, content: &str, header: &str) -> bool {
    header
        .split(' ')
        .filter_map(|part| part.strip_prefix("v1,"))
        .any(|encoded| {
            let code = STANDARD.decode(encoded).unwrap_or_default();
            secret
                .mac(content)
                .is_some_and(|mac| mac.verify_slice(&code).is_ok())
        })
}

/// What becomes of a delivery after a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterTry {
    /// It arrived.
    Delivered,
    /// It is tried again at this time.
    Retry(Timestamp),
    /// No try is left; it can be replayed by hand.
    GivenUp,
    /// The receiver wants no more (410): disable the endpoint.
    Gone,
}

/// What becomes of a delivery whose try number `tries` (1 is the first) was answered with `status` (`None`: not at
/// all). `jitter` is random and adds up to a tenth to the wait.
pub fn after_try(tries: u32, status: Option<u16>, now: Timestamp, jitter: u32) -> AfterTry {
    match status {
        Some(200..=299) => return AfterTry::Delivered,
        Some(410) => return AfterTry::Gone,
        // Redirects are not followed: where they lead was not checked.
        _ => {}
    }
    let index = usize::try_from(tries.saturating_sub(1)).unwrap_or(usize::MAX);
    let Some(wait) = WAITS_S.get(index) else {
        return AfterTry::GivenUp;
    };
    let extra_ms = u128::from(*wait) * 100 * u128::from(jitter) / u128::from(u32::MAX);
    let extra = Duration::from_millis(u64::try_from(extra_ms).unwrap_or(0));
    AfterTry::Retry(now.plus(Duration::from_secs(*wait)).plus(extra))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_614_265_330_123);

    #[test]
    fn the_published_example_verifies() {
        // The vector of the specification's reference libraries.
        let secret = SigningSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let content = signed_content("msg_p5jXN8AQM9LWM0D4loKWxJek", NOW, r#"{"test": 2432232314}"#);
        let header = signature_header(core::slice::from_ref(&secret), &content);
        assert_eq!(header, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert!(verify(&secret, &content, &header));
    }

    #[test]
    fn both_secrets_sign_during_a_rotation() {
        let (old, new) = (
            SigningSecret::from_random([1; 32]),
            SigningSecret::from_random([2; 32]),
        );
        let content = signed_content("evt_1", NOW, "{}");
        let header = signature_header(&[new.clone(), old.clone()], &content);
        assert!(verify(&old, &content, &header) && verify(&new, &content, &header));
        assert!(!verify(&SigningSecret::from_random([3; 32]), &content, &header));
        assert!(!verify(&old, &signed_content("evt_1", NOW, "{ }"), &header));
        assert!(!verify(&old, &content, "v1,") && !verify(&old, &content, ""));
    }

    #[test]
    fn secrets_are_read_and_not_shown() {
        let secret = SigningSecret::from_random([7; 32]);
        assert_eq!(SigningSecret::parse(&secret.reveal()), Ok(secret.clone()));
        assert_eq!(format!("{secret:?}"), "SigningSecret(…)");
        for bad in [
            "",
            "whsec_",
            "whsec_AAAA",
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_%%%",
        ] {
            assert_eq!(SigningSecret::parse(bad), Err(SecretError), "{bad}");
        }
    }

    #[test]
    fn tries_follow_the_schedule_and_end() {
        let waits: Vec<_> = (1..=MAX_TRIES)
            .map(|tries| match after_try(tries, Some(500), NOW, 0) {
                AfterTry::Retry(at) => (at - NOW) / 1000,
                _ => -1,
            })
            .collect();
        assert_eq!(
            waits,
            [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400, -1]
        );
        assert_eq!(after_try(MAX_TRIES, None, NOW, 0), AfterTry::GivenUp);
        assert_eq!(after_try(u32::MAX, None, NOW, u32::MAX), AfterTry::GivenUp);
        assert_eq!(after_try(1, Some(204), NOW, 0), AfterTry::Delivered);
        assert_eq!(after_try(1, Some(410), NOW, 0), AfterTry::Gone);
        assert_eq!(
            after_try(1, Some(302), NOW, u32::MAX),
            AfterTry::Retry(NOW.plus_millis(5500))
        );
    }
}
