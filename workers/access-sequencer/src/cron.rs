//! Each minute: sellers whose intents are due and whom nobody works for are poked.

use pinewire_domain::id::UserId;
use pinewire_shared::{Cx, Result, access, at_once, clock, db::FromRow, log, params, sql};
use serde_json::json;

/// An intent that is due for so long was forgotten, or its sequencer is busy: it does no harm to poke that.
const PATIENCE_MS: i64 = 30_000;
/// Sellers of one tick.
const AT_MOST: u32 = 500;
/// Pokes at once.
const AT_ONCE: usize = 6;

sql! {
    /// ?1 due before, ?2 how many.
    system WAITING = "SELECT c.user_id FROM tv_connections AS c
        WHERE c.status IN ('connected', 'warning') AND EXISTS (
          SELECT 1 FROM access_intents AS i INDEXED BY access_intents_due
          WHERE i.user_id = c.user_id AND i.ended_at IS NULL AND i.is_held = 0 AND i.is_bulk IN (0, 1) AND i.due_at <= ?1)
        LIMIT ?2";
}

#[derive(Debug, FromRow)]
struct Waiting {
    user_id: UserId,
}

/// Pokes them.
pub(crate) async fn sweep(cx: &Cx) -> Result<()> {
    let before = clock::now().plus_millis(-PATIENCE_MS);
    let waiting: Vec<Waiting> = cx.db()?.system().all(&WAITING, params![before, AT_MOST]).await?;
    if waiting.is_empty() {
        return Ok(());
    }
    log::info(cx, "sequencers_poked", json!({ "sellers": waiting.len() }));
    at_once::for_each(waiting, AT_ONCE, async |seller| {
        access::poke(cx, &seller.user_id).await;
    })
    .await;
    Ok(())
}
