//! What an answer of TradingView means. The one place that judges status, redirects, pages and error bodies.
//!
//! A request that changes access ends in an [`Outcome`]: whether it took effect decides what may be done next
//! ([`super::attempt`]). A request that only reads ends in its body or a [`Problem`].

use serde_json::Value;

use super::failure::AccessFailure;
use super::wire::{self, Status};
use crate::text_enum;
use crate::time::Timestamp;

/// A longer `Retry-After` is cut to this many milliseconds, so that one odd answer cannot stop a seller for days.
pub const MAX_RETRY_AFTER_MS: i64 = 3_600_000;

const LOGIN_REQUIRED: &str = "login_required";
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
/// A longer body is no error.
const MAX_ERROR_BYTES: usize = 2000;

text_enum! {
    /// A request that changes access.
    CallKind("call") {
        /// `/pine_perm/add/`
        Add = "add",
        /// `/pine_perm/modify_user_expiration/`
        Modify = "modify",
        /// `/pine_perm/remove/`
        Remove = "remove",
    }
}

/// An answer, as far as it matters. Redirects are not followed.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// HTTP status.
    pub status: u16,
    /// Header `Location`.
    pub location: Option<&'a str>,
    /// Header `Retry-After`.
    pub retry_after: Option<&'a str>,
    /// The body, decoded; cut where it is longer than the caller reads.
    pub body: &'a str,
    /// When it arrived.
    pub at: Timestamp,
}

/// Why a request failed, and how long to leave TradingView alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    /// What happened.
    pub failure: AccessFailure,
    /// When TradingView says it may be tried again, at most [`MAX_RETRY_AFTER_MS`] from now.
    pub retry_at: Option<Timestamp>,
}

impl From<AccessFailure> for Problem {
    fn from(failure: AccessFailure) -> Self {
        Self {
            failure,
            retry_at: None,
        }
    }
}

/// What became of a request that changes access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Applied,
    /// Nothing was changed: `add` found an access, `modify` and `remove` found none.
    Already,
    /// Nothing was changed, and the same request will never work.
    Refused(AccessFailure),
    /// Nothing was changed; the same request may work later.
    Transient(Problem),
    /// Nobody knows. Look before anything is sent again.
    Unknown(Problem),
    /// Nothing was changed: the cookies are dead.
    DeadSession,
}

impl Outcome {
    /// What went wrong, for the log.
    pub const fn failure(self) -> Option<AccessFailure> {
        match self {
            Self::Applied | Self::Already => None,
            Self::Refused(failure) => Some(failure),
            Self::Transient(problem) | Self::Unknown(problem) => Some(problem.failure),
            Self::DeadSession => Some(AccessFailure::SessionDead),
        }
    }

    /// The outcome of a request that changes access and that failed like this.
    pub const fn of_problem(problem: Problem) -> Self {
        let failure = problem.failure;
        if failure.means_dead_session() {
            Self::DeadSession
        } else if failure.may_have_applied() {
            Self::Unknown(problem)
        } else if failure.is_retryable() {
            Self::Transient(problem)
        } else {
            Self::Refused(failure)
        }
    }
}

/// What the answer to a request of this kind means.
pub fn of_call(call: CallKind, answer: &Answer<'_>) -> Outcome {
    let body = match read(answer) {
        Ok(body) => body,
        Err(problem) => return Outcome::of_problem(problem),
    };
    match (call, wire::json(body)) {
        (_, Some(Status::Ok)) => Outcome::Applied,
        (CallKind::Add, Some(Status::Exists))
        | (CallKind::Modify | CallKind::Remove, Some(Status::NotExists)) => Outcome::Already,
        _ => Outcome::Unknown(AccessFailure::UnexpectedAnswer.into()),
    }
}

/// The body of an answer to a request that reads JSON, or what is wrong with the answer.
pub fn read<'a>(answer: &Answer<'a>) -> Result<&'a str, Problem> {
    match failure(answer) {
        None => Ok(answer.body),
        Some(failure) => {
            let waits = matches!(failure, AccessFailure::RateLimited | AccessFailure::Unavailable);
            Err(Problem {
                failure,
                retry_at: answer
                    .retry_after
                    .filter(|_| waits)
                    .and_then(|text| retry_at(text, answer.at)),
            })
        }
    }
}

fn failure(answer: &Answer<'_>) -> Option<AccessFailure> {
    let body = answer.body.trim_start();
    match answer.status {
        429 => Some(AccessFailure::RateLimited),
        401 | 403 => Some(AccessFailure::SessionDead),
        // Before the body is looked at: whatever a broken server's page says, the call may have had its effect.
        500..=599 => Some(AccessFailure::Unavailable),
        _ if says_login_required(answer, body) => Some(AccessFailure::SessionDead),
        200..=299 if body.starts_with('<') => Some(AccessFailure::UnexpectedAnswer),
        200..=299 => None,
        400 | 422 => Some(refusal(body)),
        404 | 405 | 410 => Some(AccessFailure::EndpointGone),
        408 | 425 => Some(AccessFailure::NoAnswer),
        402..=499 if body.starts_with('{') => Some(AccessFailure::Refused),
        // 1xx, redirects elsewhere, pages.
        _ => Some(AccessFailure::UnexpectedAnswer),
    }
}

/// Whether a redirect, a page or an error says that nobody is signed in. The body is not searched for the words: it may
/// repeat a username, which anybody can choose.
fn says_login_required(answer: &Answer<'_>, body: &str) -> bool {
    let to_sign_in = (300..400).contains(&answer.status)
        && answer
            .location
            .is_some_and(|to| to.contains("/signin") || to.contains("#signin"));
    to_sign_in || is_login_error(body) || wire::is_signed_out(body)
}

/// `{"code":"login_required",…}`, or the same word as the error or its detail.
fn is_login_error(body: &str) -> bool {
    // Lists are long, and what they hold is not read for this.
    if body.len() > MAX_ERROR_BYTES || !body.contains(LOGIN_REQUIRED) {
        return false;
    }
    let Some(Value::Object(fields)) = wire::value(body) else {
        return false;
    };
    ["code", "error", "detail"]
        .into_iter()
        .any(|field| fields.get(field).and_then(Value::as_str) == Some(LOGIN_REQUIRED))
}

/// What a 400 or 422 refuses: `{"code":"username_recip_not_found",…}`, or an object with the key `pine_id`.
fn refusal(body: &str) -> AccessFailure {
    let Some(Value::Object(fields)) = wire::value(body) else {
        return AccessFailure::Refused;
    };
    let code = fields.get("code").and_then(Value::as_str);
    if code == Some("username_recip_not_found") || fields.contains_key("username_recip") {
        AccessFailure::UserNotFound
    } else if fields.contains_key("pine_id") {
        AccessFailure::ScriptNotFound
    } else {
        AccessFailure::Refused
    }
}

/// `Retry-After`: seconds, or an HTTP date.
fn retry_at(text: &str, now: Timestamp) -> Option<Timestamp> {
    let text = text.trim();
    let at = if text.bytes().all(|byte| byte.is_ascii_digit()) {
        now.plus_seconds(text.parse().ok()?)
    } else {
        http_date(text)?
    };
    Some(at.clamp(now, now.plus_millis(MAX_RETRY_AFTER_MS)))
}

/// `Mon, 15 Jan 2024 10:30:45 GMT`, the one form of a date that HTTP lets servers send (RFC 9110, 5.6.7).
fn http_date(text: &str) -> Option<Timestamp> {
    let (_day_name, date) = text.strip_suffix(" GMT")?.split_once(", ")?;
    let mut parts = date.split(' ');
    let (day, month, year, time) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let month = 1 + MONTHS.iter().position(|name| *name == month)?;
    Timestamp::parse(&format!("{year}-{month:02}-{day}T{time}Z")).ok()
}

#[cfg(test)]
#[path = "outcome_tests.rs"]
mod tests;
