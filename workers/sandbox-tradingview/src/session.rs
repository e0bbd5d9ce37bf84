//! The cookies by which TradingView knows people: `sessionid` and `sessionid_sign`, of no worth without each other.
//!
//! Every `sessionid` that begins with `sandbox-valid-` is alive from the start, together with any `sessionid_sign` that
//! begins with `v3:`. What follows names the user, so that different cookies are different people. All others come from
//! signing in.

use pinewire_shared::{Result, http::Request, random};

const ALIVE: &str = "sandbox-valid-";
const SIGNED: &str = "v3:";
/// As TradingView's.
const LIFETIME_SECONDS: u32 = 30 * 86_400;

/// A pair of cookies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) sessionid: String,
    pub(crate) sessionid_sign: String,
}

/// Whose a pair is that was alive from the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) user_id: u32,
    pub(crate) username: String,
}

impl Pair {
    /// The pair that a request carries.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        Some(Self {
            sessionid: request.cookie("sessionid")?,
            sessionid_sign: request.cookie("sessionid_sign")?,
        })
    }

    /// A new pair.
    pub(crate) fn random() -> Result<Self> {
        Ok(Self {
            sessionid: random_digits::<16>()?,
            sessionid_sign: format!("{SIGNED}{}=", random_digits::<22>()?),
        })
    }

    /// Whose it is, if it was alive from the start.
    pub(crate) fn named(&self) -> Option<Named> {
        let name = self.sessionid.strip_prefix(ALIVE)?;
        if name.is_empty() || self.sessionid_sign.strip_prefix(SIGNED)?.is_empty() {
            return None;
        }
        // FNV-1a
        let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        let username = name
            .chars()
            .map(|char| if char.is_ascii_alphanumeric() { char } else { '_' })
            .take(24)
            .collect();
        Some(Named {
            user_id: 10_000_000 + hash % 90_000_000,
            username,
        })
    }

    /// The values of two headers `Set-Cookie`.
    pub(crate) fn set_cookies(&self) -> [String; 2] {
        [
            set_cookie("sessionid", &self.sessionid),
            set_cookie("sessionid_sign", &self.sessionid_sign),
        ]
    }
}

/// The value of a header `Set-Cookie`.
pub(crate) fn set_cookie(name: &str, value: &str) -> String {
    format!(
        "{name}={value}; Domain=.tradingview.com; HttpOnly; Max-Age={LIFETIME_SECONDS}; Path=/; SameSite=None; Secure"
    )
}

/// `2 * N` random lower-case hexadecimal digits.
pub(crate) fn random_digits<const N: usize>() -> Result<String> {
    Ok(hex::encode(random::bytes::<N>()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(sessionid: &str, sign: &str) -> Option<Named> {
        let (sessionid, sessionid_sign) = (sessionid.to_owned(), sign.to_owned());
        Pair {
            sessionid,
            sessionid_sign,
        }
        .named()
    }

    #[test]
    fn only_a_live_pair_names_somebody() {
        let jane = named("sandbox-valid-jane.doe", "v3:abc=").unwrap();
        assert_eq!(jane.username, "jane_doe");
        assert_ne!(jane.user_id, named("sandbox-valid-john", "v3:x").unwrap().user_id);
        for (sessionid, sign) in [
            ("sandbox-valid-jane", ""),
            ("sandbox-valid-jane", "v3:"),
            ("sandbox-valid-jane", "v1:x"),
            ("sandbox-valid-", "v3:x"),
            ("sandbox-expired-jane", "v3:x"),
            ("abc123", "v3:x"),
        ] {
            assert_eq!(named(sessionid, sign), None, "{sessionid} {sign}");
        }
    }

    #[test]
    fn a_new_pair_is_set_as_two_cookies() {
        let pair = Pair::random().unwrap();
        assert_eq!(pair.sessionid.len(), 32);
        assert_ne!(pair, Pair::random().unwrap());
        let [sessionid, sign] = pair.set_cookies();
        assert!(sessionid.starts_with(&format!("sessionid={};", pair.sessionid)));
        assert!(sign.starts_with("sessionid_sign=v3:"));
    }
}
