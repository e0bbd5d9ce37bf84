//! A mail that was sent, in the wire format of `GET /emails/{id}`.

use pinewire_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A mail that was sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Mail {
    /// Always `email`.
    pub(crate) object: String,
    /// A UUID.
    pub(crate) id: String,
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    pub(crate) cc: Vec<String>,
    pub(crate) bcc: Vec<String>,
    pub(crate) reply_to: Vec<String>,
    pub(crate) subject: String,
    pub(crate) html: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) headers: Option<Value>,
    pub(crate) tags: Option<Value>,
    pub(crate) created_at: Timestamp,
    pub(crate) scheduled_at: Option<String>,
    /// `delivered`, or `scheduled` for one that is to be sent later: no time passes for the sandbox.
    pub(crate) last_event: String,
}
