//! Access tokens: JSON Web Tokens (RFC 7519) of the kind `at+jwt` (RFC 9068), signed with HMAC-SHA-256 by a key of the
//! key ring. Only this algorithm and this kind is accepted; what the header says can't choose another.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use pinewire_domain::{
    id::{SessionId, UserId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    Result,
    crypto::{self, Keyring, Purpose},
};

/// How long a token is good for.
pub const VALID_SECONDS: i64 = 900;
const ISSUER: &str = "pinewire";
const ALGORITHM: &str = "HS256";
const KIND: &str = "at+jwt";
/// Clocks of two machines may differ by this much.
const LEEWAY_SECONDS: i64 = 5;

/// Whose token it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// The user.
    pub user_id: UserId,
    /// The session that it belongs to.
    pub session_id: SessionId,
}

/// Why a token is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenError {
    /// Not a token of ours, or not unchanged.
    Invalid,
    /// Its time is over: refresh.
    Expired,
}

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    alg: String,
    typ: String,
    kid: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: UserId,
    sid: SessionId,
    iat: i64,
    exp: i64,
}

/// Issues a token that is good from `now` on.
pub fn issue(keyring: &Keyring, subject: &Subject, now: Timestamp) -> Result<String> {
    let iat = now.as_millis().div_euclid(1000);
    let header = Header {
        alg: ALGORITHM.to_owned(),
        typ: KIND.to_owned(),
        kid: keyring.active_id().to_owned(),
    };
    let claims = Claims {
        iss: ISSUER.to_owned(),
        aud: ISSUER.to_owned(),
        sub: subject.user_id,
        sid: subject.session_id,
        iat,
        exp: iat + VALID_SECONDS,
    };
    let signed = format!("{}.{}", encode(&header)?, encode(&claims)?);
    let signature = crypto::hmac_sha256(&keyring.active(Purpose::AccessToken)?, signed.as_bytes());
    Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// Checks a token.
pub fn verify(keyring: &Keyring, token: &str, now: Timestamp) -> Result<Subject, TokenError> {
    let (signed, signature) = token.rsplit_once('.').ok_or(TokenError::Invalid)?;
    let (header, claims) = signed.split_once('.').ok_or(TokenError::Invalid)?;
    let header: Header = decode(header).ok_or(TokenError::Invalid)?;
    if header.alg != ALGORITHM || header.typ != KIND {
        return Err(TokenError::Invalid);
    }
    let key = keyring
        .by_id(&header.kid, Purpose::AccessToken)
        .ok_or(TokenError::Invalid)?;
    let given = URL_SAFE_NO_PAD
        .decode(signature)
        .map_err(|_| TokenError::Invalid)?;
    if !crypto::equal(&given, &crypto::hmac_sha256(&key, signed.as_bytes())) {
        return Err(TokenError::Invalid);
    }
    let claims: Claims = decode(claims).ok_or(TokenError::Invalid)?;
    if claims.iss != ISSUER || claims.aud != ISSUER {
        return Err(TokenError::Invalid);
    }
    let seconds = now.as_millis().div_euclid(1000);
    if seconds < claims.iat - LEEWAY_SECONDS {
        return Err(TokenError::Invalid);
    }
    if seconds >= claims.exp + LEEWAY_SECONDS {
        return Err(TokenError::Expired);
    }
    Ok(Subject {
        user_id: claims.sub,
        session_id: claims.sid,
    })
}

/// Whether a token says that it is one of ours. It proves nothing: [`verify`] does.
pub(super) fn is_ours(token: &str) -> bool {
    let header = token.split('.').next().and_then(decode::<Header>);
    header.is_some_and(|header| header.typ == KIND)
}

fn encode<T: Serialize>(value: &T) -> Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(serde_json::to_vec(value)?))
}

pub(super) fn decode<T: DeserializeOwned>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn ring(ids: &[u8]) -> Keyring {
        let keys: Vec<String> = ids
            .iter()
            .map(|id| format!("k{id}:{}", STANDARD.encode([*id; 32])))
            .collect();
        Keyring::parse(&keys.join(",")).unwrap()
    }

    fn subject() -> Subject {
        Subject {
            user_id: UserId::from_parts(1, 2),
            session_id: SessionId::from_parts(3, 4),
        }
    }

    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    fn forged(header: &serde_json::Value, claims: &serde_json::Value, key: &[u8; 32]) -> String {
        let signed = format!("{}.{}", encode(header).unwrap(), encode(claims).unwrap());
        let signature = crypto::hmac_sha256(key, signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn claims() -> serde_json::Value {
        let subject = subject();
        json!({ "iss": ISSUER, "aud": ISSUER, "sub": subject.user_id, "sid": subject.session_id, "iat": 1_700_000_000, "exp": 1_700_000_900 })
    }

    #[test]
    fn lives_for_fifteen_minutes() {
        let token = issue(&ring(&[1]), &subject(), NOW).unwrap();
        assert_eq!(verify(&ring(&[1]), &token, NOW), Ok(subject()));
        assert_eq!(verify(&ring(&[1]), &token, NOW.plus_seconds(899)), Ok(subject()));
        assert_eq!(
            verify(&ring(&[1]), &token, NOW.plus_seconds(906)),
            Err(TokenError::Expired)
        );
        assert_eq!(
            verify(&ring(&[1]), &token, NOW.plus_seconds(-60)),
            Err(TokenError::Invalid)
        );
    }

    #[test]
    fn survives_a_rotation_until_its_key_is_gone() {
        let token = issue(&ring(&[1]), &subject(), NOW).unwrap();
        assert_eq!(verify(&ring(&[2, 1]), &token, NOW), Ok(subject()));
        assert_eq!(verify(&ring(&[2]), &token, NOW), Err(TokenError::Invalid));
    }

    #[test]
    fn no_header_chooses_another_algorithm_kind_or_key() {
        let ring = ring(&[1]);
        let key = ring.active(Purpose::AccessToken).unwrap();
        let good = json!({ "alg": "HS256", "typ": "at+jwt", "kid": "k1" });
        assert!(verify(&ring, &forged(&good, &claims(), &key), NOW).is_ok());
        for (field, value) in [
            ("alg", "none"),
            ("alg", "RS256"),
            ("alg", "HS512"),
            ("typ", "JWT"),
            ("kid", "k9"),
            ("kid", ""),
        ] {
            let mut header = good.clone();
            header[field] = value.into();
            assert_eq!(
                verify(&ring, &forged(&header, &claims(), &key), NOW),
                Err(TokenError::Invalid),
                "{field}={value}"
            );
        }
        let other_purpose = ring.active(Purpose::Csrf).unwrap();
        assert!(verify(&ring, &forged(&good, &claims(), &other_purpose), NOW).is_err());
        for (field, value) in [
            ("iss", "someone"),
            ("aud", "someone"),
            ("sub", "ses_1"),
            ("sid", "usr_1"),
        ] {
            let mut claims = claims();
            claims[field] = value.into();
            assert_eq!(
                verify(&ring, &forged(&good, &claims, &key), NOW),
                Err(TokenError::Invalid),
                "{field}={value}"
            );
        }
    }

    #[test]
    fn every_changed_character_is_noticed() {
        let token = issue(&ring(&[1]), &subject(), NOW).unwrap();
        for index in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[index] = if bytes[index] == b'A' { b'E' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(verify(&ring(&[1]), &changed, NOW).is_err(), "{index}");
        }
    }

    proptest! {
        #[test]
        fn garbage_is_never_accepted(token in ".{0,200}") {
            prop_assert_eq!(verify(&ring(&[1]), &token, NOW), Err(TokenError::Invalid));
        }
    }
}
