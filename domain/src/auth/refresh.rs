//! What to do with a refresh token that is shown to us. Each is for one use; a second use means that a copy leaked,
//! unless it follows the first so closely that two tabs or a lost answer explain it.

use crate::time::Timestamp;

/// Milliseconds after its first use in which a refresh token still counts as the same use.
pub const REFRESH_GRACE_MS: i64 = 10_000;

/// What is stored of the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshToken {
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was first used.
    pub used_at: Option<Timestamp>,
    /// Whether its session was revoked.
    pub revoked: bool,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefreshDecision {
    /// First use: mark it used and issue its successor.
    Rotate,
    /// Again within the grace: issue another successor in the same family, mark nothing.
    Grace,
    /// Again after the grace: revoke the whole family and refuse.
    Reuse,
    /// Too old: refuse.
    Expired,
    /// Its session has ended: refuse.
    Revoked,
}

/// Decides at `now`. Reuse is found even when the token has expired meanwhile.
pub const fn decide_refresh(token: RefreshToken, now: Timestamp) -> RefreshDecision {
    if token.revoked {
        return RefreshDecision::Revoked;
    }
    match token.used_at {
        Some(used_at) if now.millis_since(used_at) > REFRESH_GRACE_MS => RefreshDecision::Reuse,
        _ if now.millis_since(token.expires_at) >= 0 => RefreshDecision::Expired,
        Some(_) => RefreshDecision::Grace,
        None => RefreshDecision::Rotate,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(ms: i64) -> Timestamp {
        Timestamp::from_millis(ms)
    }

    fn decide(used_at: Option<i64>, now: i64) -> RefreshDecision {
        decide_refresh(
            RefreshToken {
                expires_at: at(100_000),
                used_at: used_at.map(at),
                revoked: false,
            },
            at(now),
        )
    }

    #[test]
    fn one_use_a_short_grace_then_reuse() {
        assert_eq!(decide(None, 50_000), RefreshDecision::Rotate);
        assert_eq!(decide(Some(40_000), 50_000), RefreshDecision::Grace);
        assert_eq!(decide(Some(40_000), 50_001), RefreshDecision::Reuse);
        assert_eq!(decide(None, 100_000), RefreshDecision::Expired);
        assert_eq!(decide(Some(95_000), 101_000), RefreshDecision::Expired);
        assert_eq!(decide(Some(40_000), 200_000), RefreshDecision::Reuse);
    }

    #[test]
    fn a_revoked_session_stays_revoked() {
        let token = RefreshToken {
            expires_at: at(100),
            used_at: None,
            revoked: true,
        };
        assert_eq!(decide_refresh(token, at(0)), RefreshDecision::Revoked);
    }
}
