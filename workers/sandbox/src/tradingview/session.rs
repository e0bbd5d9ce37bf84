//! Whose cookies they are.
//!
//! TradingView's are the pair `sessionid` and `sessionid_sign`. Here every `sessionid` that begins with
//! `sandbox-valid-` is alive, together with a `sessionid_sign` that begins with `v3:`; all others are dead, such as
//! `sandbox-expired-…`. What follows names the user, so that different cookies are different people.

use pinewire_shared::http::Request;

const ALIVE: &str = "sandbox-valid-";
const SIGNED: &str = "v3:";

/// A signed-in user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Session {
    pub(super) user_id: u32,
    pub(super) username: String,
}

impl Session {
    /// The user whose cookies a request carries.
    pub(super) fn of(request: &Request) -> Option<Self> {
        Self::from_cookies(&request.cookie("sessionid")?, &request.cookie("sessionid_sign")?)
    }

    fn from_cookies(sessionid: &str, sign: &str) -> Option<Self> {
        let name = sessionid.strip_prefix(ALIVE)?;
        if name.is_empty() || sign.strip_prefix(SIGNED)?.is_empty() {
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
        Some(Self {
            user_id: 10_000_000 + hash % 90_000_000,
            username,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_live_pair_is_a_session() {
        let session = Session::from_cookies("sandbox-valid-jane.doe", "v3:abc=").unwrap();
        assert_eq!(session.username, "jane_doe");
        assert_ne!(
            session.user_id,
            Session::from_cookies("sandbox-valid-john", "v3:x")
                .unwrap()
                .user_id
        );
        for (sessionid, sign) in [
            ("sandbox-valid-jane", ""),
            ("sandbox-valid-jane", "v3:"),
            ("sandbox-valid-jane", "v1:x"),
            ("sandbox-valid-", "v3:x"),
            ("sandbox-expired-jane", "v3:x"),
            ("abc123", "v3:x"),
        ] {
            assert_eq!(Session::from_cookies(sessionid, sign), None, "{sessionid} {sign}");
        }
    }
}
