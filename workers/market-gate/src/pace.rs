//! When the vendor may be called: not while it says "enough", and less often the longer it is down.

use std::cell::Cell;

use pinewire_domain::time::Timestamp;
use pinewire_shared::{
    alpaca::market::{Failure, MarketData},
    clock,
};

use crate::gate::{Denied, Gate, broken};

/// The first wait after a failure; each further one doubles it.
const FIRST_WAIT_MS: i64 = 500;
const LONGEST_WAIT_MS: i64 = 30_000;
/// A plan that lacked recent prices may have them an hour later.
const ASK_PLAN_AGAIN_MS: i64 = 3_600_000;

#[derive(Debug, Default)]
pub(crate) struct Pace {
    blocked_until: Cell<Timestamp>,
    failures: Cell<u32>,
    without_sip_until: Cell<Timestamp>,
}

impl Gate {
    /// Calls the vendor, if it takes calls now.
    pub(crate) async fn call<T>(
        &self,
        call: impl AsyncFnOnce(&MarketData<'_>) -> Result<T, Failure>,
    ) -> Result<T, Denied> {
        self.try_call(call).await.map_err(|failure| self.denial(failure))
    }

    /// What whoever asked is told of a failure.
    pub(crate) fn denial(&self, failure: Failure) -> Denied {
        match failure {
            Failure::Broken(reason) | Failure::Refused(reason) => broken(reason),
            Failure::NotInPlan => broken("the vendor's plan does not include it"),
            Failure::Throttled { until } => waiting(until, "the vendor takes no calls now"),
            Failure::Unavailable(reason) => waiting(self.memory.pace.blocked_until.get(), &reason),
        }
    }

    /// The same, for those who make something of a failure.
    pub(crate) async fn try_call<T>(
        &self,
        call: impl AsyncFnOnce(&MarketData<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let pace = &self.memory.pace;
        let until = pace.blocked_until.get();
        if clock::now() < until {
            return Err(Failure::Throttled { until });
        }
        let vendor = MarketData::new(&self.cx);
        let answer = call(&vendor).await;
        if let Some(standing) = vendor.standing().filter(|standing| standing.remaining == 0) {
            pace.block(standing.reset_at);
        }
        match &answer {
            Err(Failure::Throttled { until }) => pace.block(*until),
            Err(Failure::Unavailable(_)) => pace.back_off(),
            _ => pace.failures.set(0),
        }
        answer
    }

    /// Whether the plan includes the prices of all exchanges of the last 15 minutes, as far as is known.
    pub(crate) fn has_recent_sip(&self) -> bool {
        clock::now() >= self.memory.pace.without_sip_until.get()
    }

    pub(crate) fn lacks_recent_sip(&self) {
        let until = clock::now().plus_millis(ASK_PLAN_AGAIN_MS);
        self.memory.pace.without_sip_until.set(until);
    }
}

impl Pace {
    fn block(&self, until: Timestamp) {
        self.blocked_until.set(until.max(self.blocked_until.get()));
    }

    fn back_off(&self) {
        let failures = self.failures.get();
        self.failures.set(failures.saturating_add(1));
        let wait_ms = FIRST_WAIT_MS
            .saturating_mul(1 << failures.min(10))
            .min(LONGEST_WAIT_MS);
        self.block(clock::now().plus_millis(wait_ms));
    }
}

fn waiting(until: Timestamp, reason: &str) -> Denied {
    let seconds = clock::now().seconds_until(until).clamp(1, 60);
    Denied {
        reason: reason.to_owned(),
        retry_after_s: u32::try_from(seconds).ok(),
    }
}
