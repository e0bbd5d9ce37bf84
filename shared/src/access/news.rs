//! What the seller's other systems are told of a grant, as outgoing events.

use pinewire_domain::{
    access::{expiry::Expiry, failure::AccessFailure},
    id::{GrantId, ScriptId, UserId},
};
use serde::Serialize;

use crate::{
    Result,
    db::Batch,
    events::{self, EventType},
};

/// The data of the events `access.*`.
#[derive(Debug, Clone, Serialize)]
pub struct GrantNews<'a> {
    /// The grant.
    pub grant_id: GrantId,
    /// The script.
    pub script_id: ScriptId,
    /// The script as TradingView names it.
    pub pine_id: &'a str,
    /// The buyer.
    pub username: &'a str,
    /// When the access ends, `lifetime`, or null without access.
    #[serde(with = "pinewire_domain::access::expiry::option")]
    pub expires_at: Option<Expiry>,
    /// The same before the change.
    #[serde(with = "pinewire_domain::access::expiry::option")]
    pub previous_expires_at: Option<Expiry>,
    /// Of an end: who or what ended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'a str>,
    /// Of a failure: why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<AccessFailure>,
    /// Of a notice: how many days are left at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<u8>,
}

/// Adds the event to the batch of the change that it tells of.
pub fn announce(
    batch: &mut Batch<'_>,
    user_id: &UserId,
    kind: EventType,
    news: &GrantNews<'_>,
) -> Result<()> {
    events::emit(batch, user_id, kind, news)?;
    Ok(())
}
