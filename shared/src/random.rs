//! Randomness from the platform's cryptographically secure generator, and the ids and tokens made of it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use pinewire_domain::time::Timestamp;

use crate::{Error, Result};

/// `N` random bytes.
pub fn bytes<const N: usize>() -> Result<[u8; N]> {
    let mut buffer = [0; N];
    getrandom::fill(&mut buffer).map_err(|error| Error::bug(format_args!("no randomness: {error}")))?;
    Ok(buffer)
}

/// A secret of 256 random bits in URL-safe base64 (43 characters).
pub fn token() -> Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(bytes::<32>()?))
}

/// A new id, made of the time and 80 random bits: `random::id::<SignalId>(now)?`.
pub fn id<I: pinewire_domain::id::Id>(now: Timestamp) -> Result<I> {
    Ok(I::new(now, u128::from_be_bytes(bytes::<16>()?)))
}

/// A uniform fraction in `[0, 1)`, in thousandths: the jitter of a back-off.
pub fn per_mille() -> Result<u16> {
    let value = u32::from_be_bytes(bytes::<4>()?);
    Ok(u16::try_from((u64::from(value) * 1000) >> 32).unwrap_or(999))
}
