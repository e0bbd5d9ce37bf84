//! What happens to an attempt and what it asks for.

use serde::{Deserialize, Serialize};

use super::Target;
use crate::access::expiry::Expiry;
use crate::access::failure::AccessFailure;
use crate::access::outcome::{CallKind, Outcome, Problem};
use crate::time::Timestamp;

/// How an attempt ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Whether a call of this attempt made it so.
    pub effect: Effect,
    /// What TradingView has now.
    pub target: Target,
}

/// What an attempt changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// TradingView said that it applied the call.
    Applied,
    /// The answer was lost; the look-up showed what was wanted.
    Confirmed,
    /// Everything was so already.
    Unchanged,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Somebody takes the attempt up: at first, after a wait, after a crash, after a reconnect.
    Woken,
    /// A call was answered, or it is known how it failed.
    Answered {
        /// [`Next::Call`]'s.
        seq: u32,
        /// What became of it.
        outcome: Outcome,
    },
    /// The access was looked up: its expiry, or `None` when a complete answer does not list the user.
    LookedUp {
        /// [`Next::LookUp`]'s.
        seq: u32,
        /// What `list_users` shows.
        shown: Result<Option<Expiry>, Problem>,
    },
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Store the state, then send this.
    Call {
        /// Goes into [`Event::Answered`].
        seq: u32,
        /// The endpoint.
        call: CallKind,
        /// `expiration` of `add` and `modify`.
        expiry: Option<Expiry>,
    },
    /// Ask `list_users` for this user.
    LookUp {
        /// Goes into [`Event::LookedUp`].
        seq: u32,
    },
    /// Wake it again at this time.
    Retry {
        /// The earliest time.
        at: Timestamp,
        /// What went wrong.
        failure: AccessFailure,
    },
    /// The cookies are dead: wake it again when the seller has reconnected.
    Pause,
    /// It has ended well.
    Done(Done),
    /// It has ended.
    Fail {
        /// Why.
        failure: AccessFailure,
        /// Whether TradingView may have applied it nevertheless: to be looked at by the reconciliation.
        unsure: bool,
    },
    /// Late news; somebody else carries on.
    Ignore,
}
