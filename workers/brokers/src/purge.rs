//! Forgets what can't be used any more: links that nobody came back from, codes and tokens of trading panels.

use pinewire_domain::time::DAY_MS;
use pinewire_shared::{Cx, Result, clock, params, sql};

/// Rows of a table that one tick removes at most.
const ROUND: u32 = 1_000;
/// How long tokens are kept that were replaced: one that is shown later tells of a theft.
const KEEP_TOKENS_DAYS: i64 = 60;

sql! {
    /// ?1 now, ?2 how many.
    system STATES = "DELETE FROM broker_oauth_states
        WHERE state_hash IN (SELECT state_hash FROM broker_oauth_states WHERE expires_at < ?1 LIMIT ?2)";
    /// ?1 now, ?2 how many.
    system CODES = "DELETE FROM panel_codes
        WHERE code_hash IN (SELECT code_hash FROM panel_codes WHERE expires_at < ?1 LIMIT ?2)";
    /// ?1 the oldest that is kept, ?2 how many.
    system TOKENS = "DELETE FROM panel_tokens
        WHERE access_hash IN (SELECT access_hash FROM panel_tokens WHERE issued_at < ?1 LIMIT ?2)";
}

/// Removes what is over.
pub(crate) async fn run(cx: &Cx) -> Result<()> {
    let now = clock::now();
    // A code that was used is kept for a day: a second use of it ends what the first one began.
    let codes = now.plus_millis(-DAY_MS);
    let tokens = now.plus_millis(-KEEP_TOKENS_DAYS * DAY_MS);
    let db = cx.db()?;
    let mut batch = db.batch();
    batch.system(&STATES, params![now, ROUND])?;
    batch.system(&CODES, params![codes, ROUND])?;
    batch.system(&TOKENS, params![tokens, ROUND])?;
    batch.run().await?;
    Ok(())
}
