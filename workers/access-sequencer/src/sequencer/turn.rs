//! When the next request may be sent: the seller's spacing and circuit breaker, for everything that the object asks of
//! TradingView. The rules are in [`pinewire_domain::access::pacing`] and [`pinewire_domain::access::breaker`].

use std::{cell::RefCell, time::Duration};

use pinewire_domain::{
    access::{
        breaker::Breaker,
        failure::AccessFailure,
        pacing::{Pace, Pacing},
    },
    time::Timestamp,
};
use pinewire_shared::{Cx, Result, clock, random};
use serde::{Deserialize, Serialize};
use worker::Storage;

/// Where it is kept.
const KEY: &str = "turn";
/// A longer wait is not waited for in place.
const PATIENCE_MS: i64 = 3_000;

/// The seller's turn.
pub(super) struct Turn {
    storage: Storage,
    pacing: Pacing,
    standing: RefCell<Standing>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Standing {
    pace: Pace,
    breaker: Breaker,
}

impl Turn {
    /// As it was left. What of it is not understood any more begins anew.
    pub(super) async fn load(cx: &Cx, storage: Storage) -> Result<Self> {
        let stored: Option<String> = storage.get(KEY).await?;
        let standing = stored.and_then(|text| serde_json::from_str(&text).ok());
        Ok(Self {
            storage,
            pacing: pacing(cx),
            standing: RefCell::new(standing.unwrap_or_default()),
        })
    }

    /// Waits for the next free moment. If that is too far away, or the breaker is open: when to come again.
    pub(super) async fn wait(&self) -> Result<Result<(), Timestamp>> {
        let now = clock::now();
        let at = {
            let mut standing = self.standing.borrow_mut();
            if standing.pace.next_at.millis_since(now) > PATIENCE_MS {
                return Ok(Err(standing.pace.next_at));
            }
            if let Err(until) = standing.breaker.ask(now) {
                return Ok(Err(until));
            }
            standing.pace.take(self.pacing, now, jitter()?)
        };
        sleep(at.millis_since(now)).await;
        Ok(Ok(()))
    }

    /// Waits for the next free moment, however far, for a request that is stored as under way.
    pub(super) async fn wait_on(&self) -> Result<()> {
        let now = clock::now();
        let at = self.standing.borrow_mut().pace.take(self.pacing, now, jitter()?);
        sleep(at.millis_since(now)).await;
        Ok(())
    }

    /// Takes in how a request ended.
    pub(super) async fn report(
        &self,
        failure: Option<AccessFailure>,
        retry_at: Option<Timestamp>,
    ) -> Result<()> {
        let now = clock::now();
        let before = *self.standing.borrow();
        {
            let mut standing = self.standing.borrow_mut();
            match failure {
                Some(AccessFailure::RateLimited) => {
                    standing.pace.refused(self.pacing, now, retry_at, jitter()?);
                    standing.breaker.succeeded();
                }
                Some(failure) if failure.counts_against_breaker() => standing.breaker.failed(now),
                _ => {
                    standing.pace.accepted();
                    standing.breaker.succeeded();
                }
            }
        }
        let after = *self.standing.borrow();
        // The spacing itself is not worth a write: a restart takes longer than it.
        if (after.breaker, after.pace.refusals) != (before.breaker, before.pace.refusals) {
            self.storage.put_raw(KEY, serde_json::to_string(&after)?).await?;
        }
        Ok(())
    }
}

/// TradingView's, unless the worker is told another spacing.
fn pacing(cx: &Cx) -> Pacing {
    let setting = cx
        .var("TRADINGVIEW_SPACING_MS")
        .and_then(|text| text.parse().ok());
    setting.map_or(Pacing::TRADINGVIEW, |ms| Pacing {
        spacing: Duration::from_millis(ms),
        jitter: Duration::from_millis(ms / 10),
        ..Pacing::TRADINGVIEW
    })
}

/// Random, for spreading waits.
pub(super) fn jitter() -> Result<u32> {
    Ok(u32::from_be_bytes(random::bytes::<4>()?))
}

async fn sleep(ms: i64) {
    if ms > 0 {
        worker::Delay::from(Duration::from_millis(ms.unsigned_abs())).await;
    }
}
