//! The one error type of the platform code, split by what has to be done about it: refuse the caller's request,
//! try again later, or mend a bug. HTTP handlers turn it into problem+json (see [`crate::http::problem`]), queue
//! consumers into an ack, a retry or a dead letter.

use std::fmt;

use crate::http::Problem;

/// What every fallible function of the platform returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something was not done.
#[derive(Debug)]
pub enum Error {
    /// The caller's fault: answered with a 4xx that says what to do.
    Reject(Box<Problem>),
    /// Something that we need is down, slow or overloaded: worth another try. Answered with 503.
    Retry(String),
    /// Our fault: logged in full, answered with a bare 500.
    Bug(String),
}

impl Error {
    /// A dependency is unavailable; `what` goes to the log, never to the caller.
    pub fn retry(what: impl fmt::Display) -> Self {
        Self::Retry(what.to_string())
    }

    /// A broken invariant; `what` goes to the log, never to the caller.
    pub fn bug(what: impl fmt::Display) -> Self {
        Self::Bug(what.to_string())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reject(problem) => write!(f, "{}: {}", problem.code, problem.detail),
            Self::Retry(what) => write!(f, "temporarily unavailable: {what}"),
            Self::Bug(what) => write!(f, "bug: {what}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Reject(Box::new(problem))
    }
}

/// What the platform's own calls throw is never the caller's doing. Whether it is worth a retry is decided where the
/// call is made (see [`crate::db`]); what arrives here unclassified is a bug.
impl From<worker::Error> for Error {
    fn from(error: worker::Error) -> Self {
        Self::Bug(error.to_string())
    }
}

impl From<wasm_bindgen::JsValue> for Error {
    fn from(value: wasm_bindgen::JsValue) -> Self {
        Self::from(worker::Error::from(value))
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        // The position, not the content: what is parsed may hold a secret.
        Self::Bug(format!(
            "JSON: {:?} at line {} column {}",
            error.classify(),
            error.line(),
            error.column()
        ))
    }
}

/// For the platform's entry points, which want its own error type.
impl From<Error> for worker::Error {
    fn from(error: Error) -> Self {
        Self::RustError(error.to_string())
    }
}
