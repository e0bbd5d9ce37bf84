//! An attempt: one intent to change one access, carried through lost answers, crashes and duplicates.
//!
//! The rule that keeps everything else true: **before a call is sent, the attempt is stored with the call in it**
//! ([`Next::Call`] is only acted on once the new state is committed). Whoever finds a stored call without an answer
//! does not know whether TradingView saw it, and looks the access up before anything is sent again. A target is
//! computed from what was there at the start and never computed anew once a call may have had an effect, so that a
//! call that is sent twice asks for the same thing twice.
//!
//! Left to the caller: that one access has one attempt at a time, sending, storing, and the clock. Store a state only
//! over the one that it was computed from (`… where state = ?old`); who comes second has lost and does nothing. Ask
//! [`super::pacing`] and [`super::breaker`] before an attempt is woken: [`Next::Call`] counts as sent.

mod change;
mod step;

use core::time::Duration;

use serde::{Deserialize, Serialize};

pub use change::{Books, Change, Target};
pub use step::{Done, Effect, Event, Next};

use super::expiry::Expiry;
use super::failure::AccessFailure;
use super::outcome::{CallKind, Outcome, Problem};
use crate::backoff::Backoff;
use crate::time::Timestamp;

/// Requests of an attempt, look-ups included, before it is given up.
pub const MAX_REQUESTS: u32 = 12;

/// The waits between tries that TradingView did not set itself: from about a second to ten minutes.
const BACKOFF: Backoff = Backoff {
    base: Duration::from_secs(2),
    max: Duration::from_mins(10),
    max_attempts: u32::MAX,
};

/// The state of an attempt; JSON in its column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    change: Change,
    books: Books,
    began_at: Timestamp,
    target: Target,
    phase: Phase,
    /// Number of the latest request. An answer to another one is late news and ignored.
    seq: u32,
    /// Failures in a row, for the back-off.
    failures: u32,
    /// Whether a call may have had an effect that nobody has confirmed: the target is final.
    committed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Phase {
    /// This call is to be sent; no earlier one is unanswered.
    Ready(CallKind),
    /// This call was stored and, unless somebody died, sent.
    Calling(CallKind),
    /// The access must be looked up.
    Unsure,
    /// It is being looked up.
    Looking,
    Done(Done),
    Failed {
        failure: AccessFailure,
        unsure: bool,
    },
}

impl Attempt {
    /// The intent to change an access that the books know like this. Fails where no call can fulfil it.
    pub fn new(change: Change, books: Books, now: Timestamp) -> Result<Self, AccessFailure> {
        let target = change.target(books, None, now)?;
        let phase = if change.depends_on_shown() && books.on_tradingview.is_some() {
            // `modify` sets what it is told: without a look, time that the seller gave by hand would be cut.
            Phase::Unsure
        } else {
            Phase::Ready(call_to(target, books.on_tradingview))
        };
        Ok(Self {
            change,
            books,
            began_at: now,
            target,
            phase,
            seq: 0,
            failures: 0,
            committed: false,
        })
    }

    /// The attempt that an operator sets going again after it failed. One that may have had its effect keeps its target
    /// and begins with a look: computed anew, time that it gave before it failed would be given twice.
    pub fn again(&self, books: Books, now: Timestamp) -> Result<Self, AccessFailure> {
        match self.phase {
            Phase::Failed { unsure: true, .. } => Ok(Self {
                phase: Phase::Unsure,
                seq: 0,
                failures: 0,
                ..self.clone()
            }),
            _ => Self::new(self.change, books, now),
        }
    }

    /// What the attempt is to reach, as far as it is known yet.
    pub const fn target(&self) -> Target {
        self.target
    }

    /// Whether nothing more will happen.
    pub const fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Done(_) | Phase::Failed { .. })
    }

    /// Takes an event in, at `now`; `jitter` is random and spreads the waits. Store `self` before acting on the result.
    pub fn on(&mut self, event: Event, now: Timestamp, jitter: u32) -> Next {
        match (self.phase, event) {
            (Phase::Done(done), Event::Woken) => Next::Done(done),
            (Phase::Failed { failure, unsure }, Event::Woken) => Next::Fail { failure, unsure },
            (Phase::Ready(call), Event::Woken) => self.call(call),
            (Phase::Calling(_), Event::Woken) => {
                // Whoever sent it died, or is about to learn that it is late.
                self.committed = true;
                self.look_up(AccessFailure::NoAnswer)
            }
            (Phase::Unsure | Phase::Looking, Event::Woken) => self.look_up(AccessFailure::NoAnswer),
            (Phase::Calling(call), Event::Answered { seq, outcome }) if seq == self.seq => {
                self.answered(call, outcome, now, jitter)
            }
            (Phase::Looking, Event::LookedUp { seq, shown }) if seq == self.seq => {
                self.looked_up(shown, now, jitter)
            }
            _ => Next::Ignore,
        }
    }

    fn answered(&mut self, call: CallKind, outcome: Outcome, now: Timestamp, jitter: u32) -> Next {
        match outcome {
            Outcome::Applied => self.done(Effect::Applied),
            Outcome::Already => self.already(call),
            Outcome::Refused(failure) => self.fail(failure),
            Outcome::Transient(problem) => {
                self.phase = Phase::Ready(call);
                self.wait(problem, now, jitter)
            }
            Outcome::Unknown(problem) => {
                self.committed = true;
                self.phase = Phase::Unsure;
                self.wait(problem, now, jitter)
            }
            Outcome::DeadSession => {
                self.phase = Phase::Ready(call);
                Next::Pause
            }
        }
    }

    /// The books were wrong about whether there is an access.
    fn already(&mut self, call: CallKind) -> Next {
        match call {
            CallKind::Remove => self.done(self.found_so()),
            _ if self.change.depends_on_shown() => self.look_up(AccessFailure::NoAccess),
            CallKind::Add => self.call(CallKind::Modify),
            CallKind::Modify => self.call(CallKind::Add),
        }
    }

    fn looked_up(&mut self, shown: Result<Option<Expiry>, Problem>, now: Timestamp, jitter: u32) -> Next {
        self.phase = Phase::Unsure;
        let shown = match shown {
            Ok(shown) => shown,
            Err(problem) if problem.failure.means_dead_session() => return Next::Pause,
            Err(problem) if !problem.failure.is_retryable() => return self.fail(problem.failure),
            Err(problem) => return self.wait(problem, now, jitter),
        };
        self.failures = 0;
        if self.committed {
            self.keep_what_is_there(shown);
        } else {
            match self.change.target(self.books, shown, self.began_at) {
                Ok(target) => self.target = target,
                Err(failure) => return self.fail(failure),
            }
        }
        if self.target.is_met_by(shown) {
            return self.done(self.found_so());
        }
        self.call(call_to(self.target, shown))
    }

    /// What is there may be this attempt's own effect: nothing is added to it, and nothing is taken away. What lasts
    /// longer is not its own; where the books did not expect it either, the seller gave it, and it counts as paid for.
    fn keep_what_is_there(&mut self, shown: Option<Expiry>) {
        let longer = shown.filter(|shown| {
            self.change.depends_on_shown()
                && Some(*shown) > self.target.expiry
                && !self.target.is_met_by(Some(*shown))
        });
        let Some(longer) = longer else { return };
        self.target.expiry = Some(longer);
        if !self.books.knew(longer) {
            self.target.paid_until = Some(longer);
        }
    }

    /// The effect of an attempt that finds everything as it should be.
    const fn found_so(&self) -> Effect {
        if self.committed {
            Effect::Confirmed
        } else {
            Effect::Unchanged
        }
    }

    fn call(&mut self, call: CallKind) -> Next {
        if self.seq >= MAX_REQUESTS {
            return self.fail(AccessFailure::Unavailable);
        }
        self.seq += 1;
        self.phase = Phase::Calling(call);
        Next::Call {
            seq: self.seq,
            call,
            expiry: self.target.expiry,
        }
    }

    fn look_up(&mut self, failure: AccessFailure) -> Next {
        if self.seq >= MAX_REQUESTS {
            return self.fail(failure);
        }
        self.seq += 1;
        self.phase = Phase::Looking;
        Next::LookUp { seq: self.seq }
    }

    fn wait(&mut self, problem: Problem, now: Timestamp, jitter: u32) -> Next {
        if self.seq >= MAX_REQUESTS {
            return self.fail(problem.failure);
        }
        self.failures = self.failures.saturating_add(1);
        let own = now.plus(BACKOFF.delay(self.failures, jitter).unwrap_or(BACKOFF.max));
        Next::Retry {
            at: problem.retry_at.map_or(own, |told| told.max(own)),
            failure: problem.failure,
        }
    }

    fn done(&mut self, effect: Effect) -> Next {
        let done = Done {
            effect,
            target: self.target,
        };
        self.phase = Phase::Done(done);
        Next::Done(done)
    }

    fn fail(&mut self, failure: AccessFailure) -> Next {
        let unsure = self.committed;
        self.phase = Phase::Failed { failure, unsure };
        Next::Fail { failure, unsure }
    }
}

/// The call that makes an access that ends at `current` (`None`: there is none) what is wanted.
const fn call_to(target: Target, current: Option<Expiry>) -> CallKind {
    match (target.expiry, current) {
        (None, _) => CallKind::Remove,
        (Some(_), None) => CallKind::Add,
        (Some(_), Some(_)) => CallKind::Modify,
    }
}

#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod tests;
