//! KV, as what it is: a cache that is eventually consistent (a minute or more), remembers misses and takes one write
//! a second per key. Never for deduplication, locks, counters or revocation.

use serde::{Serialize, de::DeserializeOwned};

use crate::{Error, Result};

/// A cache of JSON values. They are stored as text: handing the platform a map or a `serde_json::Value` would store
/// `{}` without an error.
#[derive(Debug)]
pub struct Kv {
    store: worker::kv::KvStore,
}

impl Kv {
    pub(crate) fn new(store: worker::kv::KvStore) -> Self {
        Self { store }
    }

    /// The value, if it is there and of this type.
    pub async fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        let text = self
            .store
            .get(key)
            .text()
            .await
            .map_err(|error| Error::retry(format_args!("KV: {error}")))?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Stores a value for `ttl_seconds` (60 at least).
    #[expect(clippy::disallowed_methods, reason = "the one place that writes to KV")]
    pub async fn put<T: Serialize>(&self, key: &str, value: &T, ttl_seconds: u64) -> Result<()> {
        let text = serde_json::to_string(value)?;
        self.store
            .put(key, text)
            .map_err(Error::bug)?
            .expiration_ttl(ttl_seconds.max(60))
            .execute()
            .await
            .map_err(|error| Error::retry(format_args!("KV: {error}")))
    }
}
