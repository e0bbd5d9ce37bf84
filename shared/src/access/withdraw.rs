//! Taking wishes back that nobody has begun to carry out: half a change is worse than one too many.

use pinewire_domain::{
    id::{AttemptId, UserId},
    time::Timestamp,
};

use crate::{Result, db::Batch, params, sql};

sql! {
    /// ?2 JSON array of intents, ?3 now.
    tenant NOTE = "INSERT INTO assignment_logs (user_id, grant_id, intent_id, at, kind, outcome)
        SELECT i.user_id, i.grant_id, i.id, ?3, 'cancelled', 'accepted' FROM json_each(?2) AS w
        JOIN access_intents AS i ON i.id = w.value WHERE i.user_id = ?1 AND i.status = 'queued'";
    tenant DROP_QUEUED = "UPDATE access_intents SET status = 'cancelled', ended_at = ?3, is_held = 0, version = version + 1
        WHERE user_id = ?1 AND id IN (SELECT value FROM json_each(?2)) AND status = 'queued'";
    /// Grants that were only waiting for what is taken back are again what they were.
    tenant SHOW_AS_BEFORE = "UPDATE access_grants SET updated_at = ?3, status = CASE
            WHEN has_access = 1 THEN 'active' WHEN ended_at IS NULL THEN 'revoked'
            WHEN expires_at IS NOT NULL AND expires_at <= ended_at THEN 'expired' ELSE 'revoked' END
        WHERE user_id = ?1 AND status IN ('pending', 'revoking')
          AND id IN (SELECT i.grant_id FROM json_each(?2) AS w JOIN access_intents AS i ON i.id = w.value AND i.status = 'cancelled')
          AND NOT EXISTS (SELECT 1 FROM access_intents AS o WHERE o.grant_id = access_grants.id AND o.ended_at IS NULL)";
}

/// Adds the statements that take wishes back; those that have begun go on.
pub fn withdraw(batch: &mut Batch<'_>, user_id: &UserId, wishes: &[AttemptId], now: Timestamp) -> Result<()> {
    let wishes = serde_json::to_string(wishes)?;
    for statement in [&NOTE, &DROP_QUEUED, &SHOW_AS_BEFORE] {
        batch.tenant(user_id, statement, params![wishes.as_str(), now])?;
    }
    Ok(())
}
