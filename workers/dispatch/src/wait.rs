//! How long a job that failed waits for its next try.

use pinewire_domain::backoff::Backoff;
use pinewire_shared::{Result, random};

/// Whole seconds, with jitter; `None` when no try is left.
pub(crate) fn after(backoff: Backoff, attempts: u32) -> Result<Option<u32>> {
    let jitter = u32::from_be_bytes(random::bytes::<4>()?);
    let delay = backoff.delay(attempts, jitter);
    Ok(delay.map(|delay| u32::try_from(delay.as_millis().div_ceil(1000)).unwrap_or(u32::MAX)))
}
