//! One change of one buyer's access, carried through: what to do next, given all that happened so far.
//!
//! What is wanted is a state ([`Target`]), not a call, so doing it again is harmless. The rules:
//!
//! * the intent is stored before TradingView is called ([`Step::Call`] is handed out only by a stored attempt);
//! * a call whose answer was lost, or that ended with a fault, may have happened: it is looked up before another call;
//! * `exists` says nothing about the expiry, so it is followed by a change of the expiry;
//! * dead cookies pause an attempt, they do not fail it: it goes on when the seller has connected again;
//! * what TradingView refuses for good is not tried again.
//!
//! An attempt is a row. After a crash it is read again and [`Attempt::resume`]d.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::{AccessFailure, Expiry, wire::Status};
use crate::{backoff::Backoff, time::Timestamp};

/// What a buyer's access to a script is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Access until then.
    Access(Expiry),
    /// None.
    NoAccess,
}

impl Target {
    /// Whether what TradingView has is what is wanted. It keeps seconds, not always milliseconds.
    pub fn is_met_by(self, found: Option<Expiry>) -> bool {
        match (self, found) {
            (Self::NoAccess, None) | (Self::Access(Expiry::Lifetime), Some(Expiry::Lifetime)) => true,
            (Self::Access(Expiry::At(wanted)), Some(Expiry::At(found))) => is_same_time(wanted, found),
            _ => false,
        }
    }
}

/// Whether two times are the same, but for what a vendor rounds away.
pub fn is_same_time(one: Timestamp, other: Timestamp) -> bool {
    (one - other).abs() < 1_000
}

/// A call that changes something on TradingView.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// `POST /pine_perm/add/`
    Add(Expiry),
    /// `POST /pine_perm/modify_user_expiration/`
    Modify(Expiry),
    /// `POST /pine_perm/remove/`
    Remove,
}

/// How an attempt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// To be called.
    Ready,
    /// The grant exists already: its expiry is to be set.
    Existing,
    /// A call is on its way, or was when a crash came.
    Calling,
    /// It is not known whether the call happened: to be looked up.
    Unknown,
    /// It waits for the seller to connect again. What is known is as it was.
    Paused {
        /// Whether a call may have happened.
        unknown: bool,
    },
    /// It is as wanted.
    Applied,
    /// It failed for good.
    Failed(AccessFailure),
}

/// What is to be done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Store the attempt, then call TradingView, then [`Attempt::answered`] or [`Attempt::failed`].
    Call(Call),
    /// Look the buyer up in the script's list of users, then [`Attempt::found`] or [`Attempt::failed`].
    LookUp,
    /// Store the attempt and come back after this long.
    Wait(Duration),
    /// Store the attempt; it goes on by [`Attempt::reconnected`].
    Pause,
    /// It is as wanted.
    Done,
    /// It failed for good.
    Fail(AccessFailure),
}

/// A change on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// What is wanted.
    pub target: Target,
    /// How it stands.
    pub state: State,
    /// Failures so far.
    pub failures: u32,
}

/// Eight tries over about half an hour.
pub const BACKOFF: Backoff = Backoff::MAIL;

impl Attempt {
    /// A change that nobody has begun.
    pub const fn new(target: Target) -> Self {
        Self {
            target,
            state: State::Ready,
            failures: 0,
        }
    }

    /// What to do, when it was begun, has waited, or is read after a crash.
    #[must_use]
    pub fn resume(&mut self) -> Step {
        match self.state {
            State::Ready => {
                self.state = State::Calling;
                Step::Call(match self.target {
                    Target::Access(expiry) => Call::Add(expiry),
                    Target::NoAccess => Call::Remove,
                })
            }
            State::Existing => match self.target {
                Target::Access(expiry) => {
                    self.state = State::Calling;
                    Step::Call(Call::Modify(expiry))
                }
                Target::NoAccess => self.begin_again(),
            },
            State::Calling | State::Unknown => {
                self.state = State::Unknown;
                Step::LookUp
            }
            State::Paused { .. } => Step::Pause,
            State::Applied => Step::Done,
            State::Failed(failure) => Step::Fail(failure),
        }
    }

    /// TradingView answered a call.
    #[must_use]
    pub fn answered(&mut self, call: Call, status: Status) -> Step {
        match (call, status) {
            (_, Status::Ok) | (Call::Remove, Status::NotExists) => self.end(State::Applied),
            (Call::Add(_), Status::Exists) => {
                self.state = State::Existing;
                self.resume()
            }
            // It was removed by somebody else meanwhile: it has to be added after all.
            (Call::Modify(_), Status::NotExists) => self.begin_again(),
            // Answers that make no sense say nothing about what happened.
            (Call::Modify(_) | Call::Remove, Status::Exists) | (Call::Add(_), Status::NotExists) => {
                self.state = State::Unknown;
                Step::LookUp
            }
        }
    }

    /// The list of users says what the buyer has.
    #[must_use]
    pub fn found(&mut self, found: Option<Expiry>) -> Step {
        if self.target.is_met_by(found) {
            return self.end(State::Applied);
        }
        self.state = if found.is_some() && self.target != Target::NoAccess {
            State::Existing
        } else {
            State::Ready
        };
        self.resume()
    }

    /// A call or a look-up failed. `jitter` is random.
    #[must_use]
    pub fn failed(&mut self, failure: AccessFailure, jitter: u32) -> Step {
        let was_looking_up = self.state == State::Unknown;
        let unknown = was_looking_up || failure.may_have_happened();
        if failure == AccessFailure::CookiesDead {
            self.state = State::Paused { unknown };
            return Step::Pause;
        }
        if !failure.is_retryable() {
            return self.end(State::Failed(failure));
        }
        self.failures += 1;
        self.state = if unknown { State::Unknown } else { State::Ready };
        match BACKOFF.delay(self.failures, jitter) {
            Some(wait) => Step::Wait(wait),
            None => self.end(State::Failed(failure)),
        }
    }

    /// The seller has connected again.
    #[must_use]
    pub fn reconnected(&mut self) -> Step {
        if let State::Paused { unknown } = self.state {
            self.state = if unknown { State::Unknown } else { State::Ready };
        }
        self.resume()
    }

    fn begin_again(&mut self) -> Step {
        self.state = State::Ready;
        self.resume()
    }

    fn end(&mut self, state: State) -> Step {
        self.state = state;
        self.resume()
    }
}

#[cfg(test)]
mod tests;
