//! Changes of which a field may be absent (stays), null (clears) or given.

use serde::{Deserialize, Deserializer};

/// Tells null (`Some(None)`) from an absent field (`None`, by serde's default):
/// `#[serde(default, deserialize_with = "http::present")]`.
pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}
