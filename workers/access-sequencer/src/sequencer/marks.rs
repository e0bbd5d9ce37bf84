//! The lines of the log: a request's line is opened before the request is sent and closed with what came of it.

use pinewire_domain::{
    access::{
        expiry::Expiry,
        failure::AccessFailure,
        outcome::{CallKind, Outcome, Problem},
        wire::PineId,
    },
    time::Timestamp,
};
use pinewire_shared::{Result, tradingview::Reply};
use serde::Serialize;

/// A request that is about to be sent.
pub(super) struct Sent {
    /// `add`, `modify`, `remove`, `look_up`, `hint`.
    pub(super) kind: &'static str,
    /// JSON of what is sent.
    pub(super) request: String,
}

#[derive(Serialize)]
struct Fields<'a> {
    pine_id: Option<&'a PineId>,
    username: &'a str,
    /// As the form has it; absent: lifetime, or none.
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration: Option<String>,
}

impl Sent {
    pub(super) fn call(
        call: CallKind,
        pine_id: &PineId,
        username: &str,
        expiry: Option<Expiry>,
    ) -> Result<Self> {
        let expiration = expiry.and_then(Expiry::to_form);
        Self::new(call.as_str(), Some(pine_id), username, expiration)
    }

    pub(super) fn look_up(pine_id: &PineId, username: &str) -> Result<Self> {
        Self::new("look_up", Some(pine_id), username, None)
    }

    pub(super) fn hint(username: &str) -> Result<Self> {
        Self::new("hint", None, username, None)
    }

    fn new(
        kind: &'static str,
        pine_id: Option<&PineId>,
        username: &str,
        expiration: Option<String>,
    ) -> Result<Self> {
        let fields = Fields {
            pine_id,
            username,
            expiration,
        };
        Ok(Self {
            kind,
            request: serde_json::to_string(&fields)?,
        })
    }
}

/// What came of a request.
#[derive(Debug, Clone)]
pub(super) struct Came {
    pub(super) outcome: &'static str,
    pub(super) status: Option<u16>,
    pub(super) latency_ms: Option<i64>,
    pub(super) failure: Option<AccessFailure>,
    pub(super) retry_at: Option<Timestamp>,
}

impl Came {
    /// Nobody knows: whoever sent it ended before the answer was stored.
    pub(super) const LOST: Self = Self {
        outcome: "lost",
        status: None,
        latency_ms: None,
        failure: Some(AccessFailure::NoAnswer),
        retry_at: None,
    };

    pub(super) fn of_call(reply: &Reply<Outcome>) -> Self {
        let outcome = match reply.answer {
            Outcome::Applied => "applied",
            Outcome::Already => "already",
            Outcome::Refused(_) => "refused",
            Outcome::Transient(_) => "not_applied",
            Outcome::Unknown(_) => "unknown",
            Outcome::DeadSession => "dead_session",
        };
        Self::new(reply, outcome, reply.answer.failure(), problem_of(reply.answer))
    }

    pub(super) fn of_read<T>(
        reply: &Reply<Result<Option<T>, Problem>>,
        found: &'static str,
        none: &'static str,
    ) -> Self {
        let outcome = match &reply.answer {
            Ok(Some(_)) => found,
            Ok(None) => none,
            Err(_) => "failed",
        };
        let problem = reply.answer.as_ref().err().copied();
        Self::new(reply, outcome, problem.map(|problem| problem.failure), problem)
    }

    fn new<T>(
        reply: &Reply<T>,
        outcome: &'static str,
        failure: Option<AccessFailure>,
        problem: Option<Problem>,
    ) -> Self {
        Self {
            outcome,
            status: reply.http_status,
            latency_ms: Some(reply.latency_ms),
            failure,
            retry_at: problem.and_then(|problem| problem.retry_at),
        }
    }
}

/// The part of an outcome that says how long to leave TradingView alone.
const fn problem_of(outcome: Outcome) -> Option<Problem> {
    match outcome {
        Outcome::Transient(problem) | Outcome::Unknown(problem) => Some(problem),
        _ => None,
    }
}
