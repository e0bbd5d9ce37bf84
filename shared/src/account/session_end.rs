//! The one way in which a session ends.

use pinewire_domain::id::{SessionId, UserId};
use serde_json::json;

use crate::{
    Cx, Result,
    audit::{self, Actor},
    params, sql,
};

sql! {
    tenant REVOKE = "UPDATE sessions SET revoked_at = ?3, revoke_reason = ?4
        WHERE user_id = ?1 AND id = ?2 AND revoked_at IS NULL";
}

/// Ends a session, for the record with its reason.
pub async fn end_session(
    cx: &Cx,
    user_id: &UserId,
    session_id: &SessionId,
    reason: &str,
    actor: Actor,
) -> Result<()> {
    let entry = audit::Entry {
        actor,
        action: "session.end",
        subject_id: Some(session_id.as_str()),
        detail: json!({ "reason": reason }),
    };
    audit::commit(cx, &entry, |batch| {
        batch.tenant(user_id, &REVOKE, params![session_id, cx.now(), reason])?;
        Ok(())
    })
    .await?;
    Ok(())
}
