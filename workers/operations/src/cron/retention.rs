//! Signals that are older than their user wants to keep, and those that were deleted: first they are deleted as a user
//! deletes them, so that they can be restored; a month later they and their pictures are gone.

use pinewire_domain::{id::SignalId, signal::RESTORABLE_MS, time::Timestamp};
use pinewire_shared::{Cx, Result, db::FromRow, params, sql};

/// Rows of one transaction.
const ROUND: u32 = 500;
/// Signals of one purge; as many files as the storage removes at once would do as well.
const PURGE_ROUND: u32 = 100;
/// Rounds of one night; what is left is for the next one.
const MAX_ROUNDS: usize = 100;

sql! {
    /// ?1 now.
    system RETIRE = "UPDATE signals SET deleted_at = ?1, updated_at = ?1, version = version + 1
        WHERE id IN (
          SELECT s.id FROM signal_configs AS c
          JOIN signals AS s ON s.user_id = c.user_id AND s.created_at < ?1 - c.retention_days * 86400000
          WHERE s.deleted_at IS NULL LIMIT ?2)";
    system DELETED = "SELECT id, screenshot_key FROM signals WHERE deleted_at < ?1 ORDER BY deleted_at LIMIT ?2";
    /// ?1 is a JSON array of ids. Who restored one of them meanwhile keeps it.
    system PURGE = "DELETE FROM signals WHERE id IN (SELECT value FROM json_each(?1)) AND deleted_at < ?2";
}

#[derive(Debug, FromRow)]
struct Deleted {
    id: SignalId,
    screenshot_key: Option<String>,
}

/// Deletes what is older than its user wants to keep; how many.
pub(super) async fn retire(cx: &Cx, at: Timestamp) -> Result<u64> {
    let db = cx.db()?;
    let mut retired = 0;
    for _ in 0..MAX_ROUNDS {
        let changed = db.system().run(&RETIRE, params![at, ROUND]).await?;
        retired += changed;
        if changed == 0 {
            break;
        }
    }
    Ok(retired)
}

/// Removes for good what can't be restored any more; how many. The pictures go first: a row without its picture is
/// found again by the next run, a picture without its row would stay for ever.
pub(super) async fn purge(cx: &Cx, at: Timestamp) -> Result<u64> {
    let db = cx.db()?;
    let files = cx.screenshots()?;
    let before = at.plus_millis(-RESTORABLE_MS);
    let mut purged = 0;
    for _ in 0..MAX_ROUNDS {
        let rows: Vec<Deleted> = db.system().all(&DELETED, params![before, PURGE_ROUND]).await?;
        if rows.is_empty() {
            break;
        }
        let ids: Vec<SignalId> = rows.iter().map(|row| row.id).collect();
        files
            .delete(rows.into_iter().filter_map(|row| row.screenshot_key).collect())
            .await?;
        purged += db
            .system()
            .run(&PURGE, params![serde_json::to_string(&ids)?, before])
            .await?;
    }
    Ok(purged)
}
