//! Forgets what is too old to be replayed.

use pinewire_domain::time::DAY_MS;
use pinewire_shared::{Cx, Result, clock, events::KEEP_DAYS, log, params, sql};
use serde_json::json;

/// Rows of one transaction.
const ROUND: u32 = 500;
/// Transactions of one tick; what is left is for the next one.
const MAX_ROUNDS: u32 = 20;

sql! {
    /// Takes the deliveries and their tries along. ?1 the oldest that is kept, ?2 how many.
    system PURGE = "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE created_at < ?1 LIMIT ?2)";
}

pub(crate) async fn purge(cx: &Cx) -> Result<()> {
    let oldest = clock::now().plus_millis(-KEEP_DAYS * DAY_MS);
    let db = cx.db()?;
    let mut purged = 0;
    for _ in 0..MAX_ROUNDS {
        let removed = db.system().run(&PURGE, params![oldest, ROUND]).await?;
        purged += removed;
        if removed == 0 {
            break;
        }
    }
    log::info(cx, "events_purged", json!({ "rows": purged }));
    Ok(())
}
