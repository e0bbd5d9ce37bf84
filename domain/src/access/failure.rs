//! What TradingView's refusals and silences mean, each under a stable name.

use serde::Deserialize;

use super::wire::{Status, StatusBody};
use crate::text_enum;

text_enum! {
    /// Why a call for access did not do what it should.
    AccessFailure("access failure") {
        /// The cookies are no longer good: the seller has to connect again.
        CookiesDead = "cookies_dead",
        /// Too many calls.
        RateLimited = "rate_limited",
        /// There is no such TradingView user.
        UserNotFound = "user_not_found",
        /// The seller has no such script.
        ScriptNotFound = "script_not_found",
        /// It was refused for a reason that we do not know.
        Refused = "refused",
        /// TradingView has a fault.
        Unavailable = "unavailable",
        /// No answer came in time.
        NoAnswer = "no_answer",
        /// An answer that is none of those we know: a page in place of JSON, or something new.
        Unreadable = "unreadable",
    }
}

impl AccessFailure {
    /// What to tell the seller.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::CookiesDead => {
                "Your TradingView session has ended. Connect your account again; waiting work goes on then."
            }
            Self::RateLimited => "TradingView wants fewer calls for now. It is tried again by itself.",
            Self::UserNotFound => "TradingView has no user of this name. Correct the username.",
            Self::ScriptNotFound => {
                "TradingView does not know this script as yours. Synchronise your scripts."
            }
            Self::Refused => "TradingView refused it. Look at the log of this grant.",
            Self::Unavailable => "TradingView has a fault at the moment. It is tried again by itself.",
            Self::NoAnswer => {
                "TradingView did not answer. What it did is looked up before anything is tried again."
            }
            Self::Unreadable => {
                "TradingView answered something unknown. What it did is looked up before anything is tried again."
            }
        }
    }

    /// Whether another try may have another end. The others end for good until somebody changes something.
    pub const fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::RateLimited | Self::Unavailable | Self::NoAnswer | Self::Unreadable
        )
    }

    /// Whether the call may have had its effect all the same.
    pub const fn may_have_happened(self) -> bool {
        matches!(self, Self::Unavailable | Self::NoAnswer | Self::Unreadable)
    }
}

#[derive(Deserialize)]
struct Complaint {
    code: Option<String>,
    pine_id: Option<serde::de::IgnoredAny>,
}

/// Reads the answer to a call that changes access.
///
/// Redirects are not to be followed: one that leads to the sign-in page is how a dead session looks at times.
pub fn read_change(status: u16, body: &str) -> Result<Status, AccessFailure> {
    match status {
        200..=299 => serde_json::from_str::<StatusBody>(body)
            .map(|body| body.status)
            .map_err(|_| unreadable(body)),
        _ => Err(read_failure(status, body)),
    }
}

/// What an answer that is no success means.
pub fn read_failure(status: u16, body: &str) -> AccessFailure {
    match status {
        300..=399 | 401 | 403 => AccessFailure::CookiesDead,
        429 => AccessFailure::RateLimited,
        422 => match serde_json::from_str(body) {
            Ok(Complaint { pine_id: Some(_), .. }) => AccessFailure::ScriptNotFound,
            Ok(Complaint { code: Some(code), .. }) if code == "username_recip_not_found" => {
                AccessFailure::UserNotFound
            }
            _ => AccessFailure::Refused,
        },
        408 | 500..=599 => AccessFailure::Unavailable,
        _ if body.contains("login_required") => AccessFailure::CookiesDead,
        400..=499 => AccessFailure::Refused,
        _ => unreadable(body),
    }
}

fn unreadable(body: &str) -> AccessFailure {
    if body.contains("login_required") || body.contains("is-not-authenticated") {
        AccessFailure::CookiesDead
    } else {
        AccessFailure::Unreadable
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn answers_are_told_apart() {
        use AccessFailure as F;
        for (status, body, meaning) in [
            (201, r#"{"status":"ok"}"#, Ok(Status::Ok)),
            (200, r#"{"status":"ok","more":1}"#, Ok(Status::Ok)),
            (200, r#"{"status":"exists"}"#, Ok(Status::Exists)),
            (200, r#"{"status":"not_exists"}"#, Ok(Status::NotExists)),
            (200, r#"{"status":"perhaps"}"#, Err(F::Unreadable)),
            (200, "<html class=\"is-not-authenticated\">", Err(F::CookiesDead)),
            (200, "<html>busy</html>", Err(F::Unreadable)),
            (200, "", Err(F::Unreadable)),
            (
                422,
                r#"{"code":"username_recip_not_found","detail":"User not found: x"}"#,
                Err(F::UserNotFound),
            ),
            (422, r#"{"pine_id":["Unknown"]}"#, Err(F::ScriptNotFound)),
            (422, r#"{"detail":"other"}"#, Err(F::Refused)),
            (400, r#"{"code":"login_required"}"#, Err(F::CookiesDead)),
            (400, "{}", Err(F::Refused)),
            (401, "", Err(F::CookiesDead)),
            (403, r#"{"detail":"login_required"}"#, Err(F::CookiesDead)),
            (302, "", Err(F::CookiesDead)),
            (404, "", Err(F::Refused)),
            (429, "", Err(F::RateLimited)),
            (500, "", Err(F::Unavailable)),
            (504, "<html>", Err(F::Unavailable)),
        ] {
            assert_eq!(read_change(status, body), meaning, "{status} {body}");
        }
    }

    proptest! {
        #[test]
        fn only_a_success_is_one(status: u16, body: String) {
            let read = read_change(status, &body);
            prop_assert!(read.is_err() || (200..300).contains(&status));
        }
    }
}
