//! Cross-site request forgery: a browser sends cookies along whoever made the request, so that a request that changes
//! something must also show that it comes from our own page. Two proofs are asked for: where the browser says that the
//! request comes from, and a token, bound to the session, which only our page can read (signed double submit).

use pinewire_domain::{auth::Principal, id::SessionId};
use worker::Method;

use crate::{
    Cx, Result,
    crypto::{self, Keyring, Purpose},
    http::{Problem, Request},
};

/// The cookie that holds the token, readable by our page.
pub const COOKIE: &str = "__Host-csrf";
/// The header in which our page sends it.
pub const HEADER: &str = "x-csrf-token";

/// The token of a session.
pub fn token(keyring: &Keyring, session_id: &SessionId) -> Result<String> {
    let mac = crypto::hmac_sha256(&keyring.active(Purpose::Csrf)?, session_id.as_str().as_bytes());
    Ok(format!("{}.{}", keyring.active_id(), hex::encode(mac)))
}

fn is_token(keyring: &Keyring, session_id: &SessionId, token: &str) -> bool {
    let Some((key_id, mac)) = token.split_once('.') else {
        return false;
    };
    let Some(key) = keyring.by_id(key_id, Purpose::Csrf) else {
        return false;
    };
    let wanted = hex::encode(crypto::hmac_sha256(&key, session_id.as_str().as_bytes()));
    crypto::equal(mac.as_bytes(), wanted.as_bytes())
}

/// Refuses a request by cookie that changes something and lacks a proof.
pub(super) fn check(cx: &Cx, request: &Request, caller: &Principal) -> Result<()> {
    if matches!(request.method(), Method::Get | Method::Head | Method::Options) {
        return Ok(());
    }
    check_origin(cx, request)?;
    let token = request.header(HEADER).unwrap_or_default();
    let session_id = caller.session_id().ok_or_else(refusal)?;
    if is_token(cx.keyring()?, &session_id, &token) {
        Ok(())
    } else {
        Err(refusal().into())
    }
}

/// Refuses a request that a browser says comes from a page of somebody else. Programs say nothing, and may.
pub fn check_origin(cx: &Cx, request: &Request) -> Result<()> {
    let Some(origin) = request.header("origin") else {
        return match request.header("sec-fetch-site").as_deref() {
            Some("cross-site") => Err(refusal().into()),
            _ => Ok(()),
        };
    };
    let listed = [cx.var("PUBLIC_URL"), cx.var("CORS_ORIGINS")];
    if is_listed(&origin, listed.iter().flatten().map(String::as_str)) {
        Ok(())
    } else {
        Err(refusal().into())
    }
}

fn is_listed<'a>(origin: &str, mut lists: impl Iterator<Item = &'a str>) -> bool {
    lists.any(|list| {
        list.split(',')
            .any(|known| known.trim().trim_end_matches('/').eq_ignore_ascii_case(origin))
    })
}

fn refusal() -> Problem {
    Problem::forbidden(
        "csrf_failed",
        "This request does not come from our own page. Reload the page and try again.",
    )
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};

    use super::*;

    #[test]
    fn a_token_is_good_for_its_own_session_only() {
        let ring = Keyring::parse(&format!("k1:{}", STANDARD.encode([1; 32]))).unwrap();
        let (mine, other) = (SessionId::from_parts(1, 1), SessionId::from_parts(1, 2));
        let token = token(&ring, &mine).unwrap();
        assert!(is_token(&ring, &mine, &token));
        assert!(!is_token(&ring, &other, &token));
        for bad in ["", ".", "k1.", "k2.00", token.trim_start_matches("k1")] {
            assert!(!is_token(&ring, &mine, bad), "{bad}");
        }
    }

    #[test]
    fn an_origin_is_compared_as_a_whole() {
        let lists = [
            "https://pinewire.example/",
            "https://a.example, https://b.example",
        ];
        for origin in ["https://pinewire.example", "https://b.example"] {
            assert!(is_listed(origin, lists.into_iter()), "{origin}");
        }
        for origin in [
            "null",
            "",
            "https://pinewire.example.evil.org",
            "http://pinewire.example",
            "https://b",
        ] {
            assert!(!is_listed(origin, lists.into_iter()), "{origin}");
        }
    }
}
