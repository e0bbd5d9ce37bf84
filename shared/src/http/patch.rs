//! Changes of which a field may be absent (stays), null (clears) or given.

use serde::{Deserialize, Deserializer};

/// Tells null (`Some(None)`) from an absent field (`None`, by serde's default):
/// `#[serde(default, deserialize_with = "http::present")]`.
#[expect(clippy::option_option, reason = "absent, null and given are three things")]
pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}
