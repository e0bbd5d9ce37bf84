//! Rows that have served their purpose.

use pinewire_domain::time::{DAY_MS, Timestamp};
use pinewire_shared::{Cx, Result, db::SystemSql, params, sql};

use super::Removed;

/// Rows of one transaction.
const ROUND: u32 = 1000;
/// Rounds of one night and table; what is left is for the next one.
const MAX_ROUNDS: usize = 50;

sql! {
    system DEDUPE = "DELETE FROM alert_dedupe WHERE (user_id, dedupe_key) IN
        (SELECT user_id, dedupe_key FROM alert_dedupe WHERE expires_at < ?1 LIMIT ?2)";
    system IDEMPOTENCY = "DELETE FROM idempotency_keys WHERE (user_id, key) IN
        (SELECT user_id, key FROM idempotency_keys WHERE created_at < ?1 LIMIT ?2)";
    /// Takes the session's refresh tokens along.
    system SESSIONS = "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < ?1 LIMIT ?2)";
    system REFRESH_TOKENS = "DELETE FROM refresh_tokens WHERE token_hash IN
        (SELECT token_hash FROM refresh_tokens WHERE expires_at < ?1 LIMIT ?2)";
    system PASSWORD_RESETS = "DELETE FROM password_resets WHERE token_hash IN
        (SELECT token_hash FROM password_resets WHERE expires_at < ?1 LIMIT ?2)";
    system LOGIN_FAILURES = "DELETE FROM login_failures WHERE email_key IN
        (SELECT email_key FROM login_failures WHERE updated_at < ?1 AND locked_until < ?1 LIMIT ?2)";
    system WEBHOOK_TOKENS = "DELETE FROM webhook_tokens WHERE token_hash IN
        (SELECT token_hash FROM webhook_tokens WHERE expires_at < ?1 LIMIT ?2)";
    system REJECTED_ALERTS = "DELETE FROM rejected_alerts WHERE id IN
        (SELECT id FROM rejected_alerts WHERE created_at < ?1 LIMIT ?2)";
    /// They say nothing to anyone but an admin who looks for an attack.
    system REJECTED_OF_NOBODY = "DELETE FROM rejected_alerts WHERE id IN
        (SELECT id FROM rejected_alerts WHERE created_at < ?1 AND user_id IS NULL LIMIT ?2)";
    system DEAD_LETTERS = "DELETE FROM dead_letters WHERE id IN
        (SELECT id FROM dead_letters WHERE status IN ('redriven', 'discarded') AND created_at < ?1 LIMIT ?2)";
}

/// What is removed, and how many days after the time that its statement goes by.
const EXPIRED: &[(&str, SystemSql, i64)] = &[
    ("alert_dedupe", DEDUPE, 0),
    ("idempotency_keys", IDEMPOTENCY, 1),
    // Kept a while beyond their end: a reuse of them is still recognised as one.
    ("sessions", SESSIONS, 30),
    ("refresh_tokens", REFRESH_TOKENS, 30),
    ("password_resets", PASSWORD_RESETS, 1),
    ("login_failures", LOGIN_FAILURES, 1),
    // For a while they answer "expired", which tells more than "unknown".
    ("webhook_tokens", WEBHOOK_TOKENS, 30),
    ("rejected_alerts", REJECTED_ALERTS, 90),
    ("rejected_alerts_of_nobody", REJECTED_OF_NOBODY, 7),
    ("dead_letters", DEAD_LETTERS, 90),
];

/// Removes them, and writes into `removed` how many of each.
pub(super) async fn expired_rows(cx: &Cx, at: Timestamp, removed: &mut Removed) -> Result<()> {
    let mut outcome = Ok(());
    for (name, sql, days) in EXPIRED {
        match remove(cx, sql, at.plus_millis(-days * DAY_MS)).await {
            Ok(rows) => {
                removed.insert((*name).to_owned(), rows.into());
            }
            Err(error) => outcome = Err(error),
        }
    }
    outcome
}

async fn remove(cx: &Cx, sql: &SystemSql, before: Timestamp) -> Result<u64> {
    let db = cx.db()?;
    let mut removed = 0;
    for _ in 0..MAX_ROUNDS {
        let rows = db.system().run(sql, params![before, ROUND]).await?;
        removed += rows;
        if rows < u64::from(ROUND) {
            break;
        }
    }
    Ok(removed)
}
