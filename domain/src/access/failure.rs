//! What can go wrong with a request to TradingView, whether trying again helps, and how to tell the seller.

use crate::text_enum;

text_enum! {
    /// Why an access was not changed or a list was not read. The words are stable: they are stored and shown.
    AccessFailure("access failure") {
        /// No user has this name.
        UserNotFound = "user_not_found",
        /// The script does not exist, is not the seller's, or is not invite-only.
        ScriptNotFound = "script_not_found",
        /// Refused for a reason that is not known here.
        Refused = "refused",
        /// The access that was to be changed is not there (any more).
        NoAccess = "no_access",
        /// A trial for somebody who has, or had, access.
        TrialUsed = "trial_used",
        /// The access would end beyond the year 9999.
        ExpiryTooLate = "expiry_too_late",
        /// The cookies are not, or no longer, those of a signed-in user.
        SessionDead = "session_dead",
        /// Too many requests.
        RateLimited = "rate_limited",
        /// Answered 5xx.
        Unavailable = "unavailable",
        /// Did not answer in time, or the connection broke.
        NoAnswer = "no_answer",
        /// The connection could not be made: the request was certainly not read.
        NotSent = "not_sent",
        /// An answer that nobody has described, such as a page where JSON was expected.
        UnexpectedAnswer = "unexpected_answer",
        /// The endpoint is gone.
        EndpointGone = "endpoint_gone",
    }
}

impl AccessFailure {
    /// Whether the same request may succeed later without anybody doing anything.
    pub const fn is_retryable(self) -> bool {
        match self {
            Self::RateLimited
            | Self::Unavailable
            | Self::NoAnswer
            | Self::NotSent
            | Self::UnexpectedAnswer => true,
            Self::UserNotFound
            | Self::ScriptNotFound
            | Self::Refused
            | Self::NoAccess
            | Self::TrialUsed
            | Self::ExpiryTooLate
            | Self::SessionDead
            | Self::EndpointGone => false,
        }
    }

    /// Whether work must wait until the seller reconnects.
    pub const fn means_dead_session(self) -> bool {
        matches!(self, Self::SessionDead)
    }

    /// Whether it tells that TradingView is in trouble, which opens the circuit breaker. Rate limits have their own
    /// remedy, [`super::pacing`].
    pub const fn counts_against_breaker(self) -> bool {
        matches!(
            self,
            Self::Unavailable | Self::NoAnswer | Self::NotSent | Self::UnexpectedAnswer
        )
    }

    /// Whether a request that changes something may have done so although it ended like this.
    pub const fn may_have_applied(self) -> bool {
        matches!(self, Self::Unavailable | Self::NoAnswer | Self::UnexpectedAnswer)
    }

    /// A plain sentence for the seller: what happened and what they can do.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::UserNotFound => {
                "TradingView has no user with this name. Ask the buyer for the exact username."
            }
            Self::ScriptNotFound => {
                "TradingView does not offer this script for sharing. Sync your scripts and check that it is invite-only."
            }
            Self::Refused => "TradingView refused the request. Check the script's settings on TradingView.",
            Self::NoAccess => "The user has no access to this script, so there is nothing to change.",
            Self::TrialUsed => "The user has or had access to this script, so a trial is not given.",
            Self::ExpiryTooLate => {
                "The access would end after the year 9999. Choose a shorter duration or lifetime."
            }
            Self::SessionDead => {
                "TradingView no longer accepts your cookies. Reconnect; the work continues by itself."
            }
            Self::RateLimited => "TradingView refuses more requests for now. It is tried again by itself.",
            Self::Unavailable => "TradingView answered with an error. It is tried again by itself.",
            Self::NoAnswer => {
                "TradingView did not answer. The result is looked up before anything is tried again."
            }
            Self::NotSent => "TradingView could not be reached. It is tried again by itself.",
            Self::UnexpectedAnswer => {
                "TradingView's answer was not understood. The result is looked up before anything is tried again."
            }
            Self::EndpointGone => {
                "TradingView no longer offers this function at the known address. Contact support."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_one_or_two_sentences() {
        for failure in AccessFailure::ALL {
            let reason = failure.reason();
            assert!(reason.ends_with('.') && reason.len() < 120, "{failure}");
        }
    }

    #[test]
    fn what_may_have_applied_is_never_definitive() {
        for failure in AccessFailure::ALL
            .iter()
            .filter(|failure| failure.may_have_applied())
        {
            assert!(failure.is_retryable(), "{failure}");
        }
    }
}
