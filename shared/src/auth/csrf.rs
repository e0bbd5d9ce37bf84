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
    let (site, origin) = (request.header("sec-fetch-site"), request.header("origin"));
    let listed = [cx.var("PUBLIC_URL"), cx.var("CORS_ORIGINS")];
    let listed: Vec<&str> = listed.iter().flatten().flat_map(|list| list.split(',')).collect();
    if may_come_from(site.as_deref(), origin.as_deref(), &listed) {
        Ok(())
    } else {
        Err(refusal().into())
    }
}

/// Both headers are the browser's own: no page can set them. `Sec-Fetch-Site` alone knows a page of this very host by
/// whatever name the host was reached; `Origin` is what older browsers send.
fn may_come_from(site: Option<&str>, origin: Option<&str>, listed: &[&str]) -> bool {
    match (site, origin) {
        (Some("same-origin"), _) => true,
        (site, None) => site != Some("cross-site"),
        (_, Some(origin)) => listed.iter().any(|known| {
            known.trim().trim_end_matches('/').eq_ignore_ascii_case(origin) && !origin.is_empty()
        }),
    }
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
    fn own_and_listed_pages_and_programs_may_come() {
        let listed = [
            "https://pinewire.example/",
            "https://a.example",
            " https://b.example",
        ];
        let may = |site, origin| may_come_from(site, origin, &listed);
        assert!(may(None, None), "a program");
        assert!(may(Some("none"), None), "an address that was typed");
        assert!(may(Some("same-origin"), Some("http://127.0.0.1:8787")));
        for origin in ["https://pinewire.example", "https://b.example"] {
            assert!(
                may(None, Some(origin)) && may(Some("cross-site"), Some(origin)),
                "{origin}"
            );
        }
    }

    #[test]
    fn pages_of_others_may_not() {
        let listed = ["https://pinewire.example/"];
        assert!(!may_come_from(Some("cross-site"), None, &listed));
        for origin in [
            "null",
            "",
            "https://pinewire.example.evil.org",
            "http://pinewire.example",
            "https://pinewire",
        ] {
            for site in [None, Some("cross-site"), Some("same-site"), Some("none")] {
                assert!(!may_come_from(site, Some(origin), &listed), "{site:?} {origin}");
            }
        }
        assert!(
            !may_come_from(None, Some(""), &[""]),
            "an empty list is no origin"
        );
    }
}
