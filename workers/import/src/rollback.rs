//! Taking an import back, a bounded number of rows at a time: call it until it says that nothing is left. What has been
//! used since stays: a grant that somebody has changed, a script with such a grant, an account that its owner has begun
//! to use.

use pinewire_domain::id::ImportId;
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor},
    db::{FromRow, SystemSql},
    http::{Request, Response, response},
    params, sql,
};
use serde::Serialize;
use serde_json::json;

use crate::imports;

/// Rows of one call.
const ROUND: u32 = 500;

sql! {
    /// ?1 import, ?2 now.
    system BEGIN = "UPDATE imports SET status = 'rolling_back', updated_at = ?2 WHERE id = ?1 AND status <> 'rolling_back'";
    /// The next rows of a kind. ?1 import, ?2 kind, ?3 how many.
    system NEXT = "SELECT old_id FROM import_rows WHERE import_id = ?1 AND kind = ?2 ORDER BY old_id LIMIT ?3";
    /// Removes what rows have made. ?1 import, ?2 JSON array of old ids.
    system LOGS = "DELETE FROM assignment_logs WHERE seq IN (SELECT l.seq FROM json_each(?2) AS w
        JOIN import_rows AS r ON r.import_id = ?1 AND r.kind = 'log' AND r.old_id = w.value AND r.outcome = 'created'
        JOIN assignment_logs AS l ON l.grant_id = r.new_id AND l.kind = 'imported' AND l.request ->> 'old_id' = r.old_id)";
    system ASSIGNMENTS = "DELETE FROM access_grants WHERE id IN (SELECT r.new_id FROM json_each(?2) AS w
        JOIN import_rows AS r ON r.import_id = ?1 AND r.kind = 'assignment' AND r.old_id = w.value AND r.outcome = 'created')
        AND NOT EXISTS (SELECT 1 FROM access_intents AS i WHERE i.grant_id = access_grants.id)";
    system SCRIPTS = "DELETE FROM tradingview_scripts WHERE id IN (SELECT r.new_id FROM json_each(?2) AS w
        JOIN import_rows AS r ON r.import_id = ?1 AND r.kind = 'script' AND r.old_id = w.value AND r.outcome = 'created')
        AND NOT EXISTS (SELECT 1 FROM access_grants AS g WHERE g.script_id = tradingview_scripts.id)
        AND NOT EXISTS (SELECT 1 FROM product_scripts AS p WHERE p.script_id = tradingview_scripts.id)
        AND NOT EXISTS (SELECT 1 FROM reconciliation_scripts AS c WHERE c.script_id = tradingview_scripts.id)
        AND NOT EXISTS (SELECT 1 FROM access_differences AS d WHERE d.script_id = tradingview_scripts.id)";
    system CONNECTIONS = "DELETE FROM tv_connections WHERE id IN (SELECT r.new_id FROM json_each(?2) AS w
        JOIN import_rows AS r ON r.import_id = ?1 AND r.kind = 'connection' AND r.old_id = w.value AND r.outcome = 'created')
        AND NOT EXISTS (SELECT 1 FROM tradingview_scripts AS s WHERE s.connection_id = tv_connections.id)";
    system PROFILES = "DELETE FROM users WHERE id IN (SELECT r.new_id FROM json_each(?2) AS w
        JOIN import_rows AS r ON r.import_id = ?1 AND r.kind = 'profile' AND r.old_id = w.value AND r.outcome = 'created')
        AND NOT EXISTS (SELECT 1 FROM sessions AS x WHERE x.user_id = users.id)
        AND NOT EXISTS (SELECT 1 FROM api_keys AS x WHERE x.user_id = users.id)
        AND NOT EXISTS (SELECT 1 FROM signals AS x WHERE x.user_id = users.id)
        AND NOT EXISTS (SELECT 1 FROM tv_connections AS x WHERE x.user_id = users.id)
        AND NOT EXISTS (SELECT 1 FROM event_endpoints AS x WHERE x.user_id = users.id)
        AND NOT EXISTS (SELECT 1 FROM purchase_hooks AS x WHERE x.user_id = users.id)";
    /// ?1 import, ?2 JSON array of old ids, ?3 kind.
    system FORGET = "DELETE FROM import_rows WHERE import_id = ?1 AND kind = ?3 AND old_id IN (SELECT value FROM json_each(?2))";
    /// How many of them had made something. ?1 import, ?2 JSON array of old ids, ?3 kind.
    system MADE = "SELECT count(*) AS rows FROM json_each(?2) AS w
        JOIN import_rows AS r ON r.import_id = ?1 AND r.kind = ?3 AND r.old_id = w.value AND r.outcome = 'created'";
    system END = "DELETE FROM imports WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM import_rows WHERE import_id = ?1)";
}

/// Last made, first removed.
const KINDS: [(&str, &SystemSql); 5] = [
    ("log", &LOGS),
    ("assignment", &ASSIGNMENTS),
    ("script", &SCRIPTS),
    ("connection", &CONNECTIONS),
    ("profile", &PROFILES),
];

#[derive(Debug, FromRow)]
struct OldId {
    old_id: String,
}

#[derive(Debug, FromRow)]
struct Made {
    rows: u64,
}

/// What a call has taken back.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct RolledBack {
    /// Rows that were removed.
    removed: u64,
    /// Rows that have been used since, and stay.
    kept: u64,
    /// Whether something is left: call it again.
    more: bool,
}

/// Take an import back
///
/// Five hundred rows at a time: call it until `more` is false; then nothing is left of it but the audit log.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/admin/imports/{id}/rollback", tag = "admin",
    params(("id" = ImportId, Path, description = "The import")),
    responses(
        (status = 200, description = "What was taken back", body = RolledBack),
        (status = 404, description = "There is no such import", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn roll_back_import(cx: Cx, request: Request) -> Result<Response> {
    let import = imports::requested(&cx, &request).await?;
    if import.status != "rolling_back" {
        let entry = audit::Entry {
            actor: Actor::of(&cx),
            action: "import.roll_back",
            subject_id: Some(import.id.as_str()),
            detail: json!({}),
        };
        audit::commit(&cx, &entry, |batch| {
            batch.system(&BEGIN, params![&import.id, cx.now()])?;
            Ok(())
        })
        .await?;
    }
    response::json(&round(&cx, &import.id).await?)
}

/// Takes the next rows back: in one transaction with forgetting them.
async fn round(cx: &Cx, import: &ImportId) -> Result<RolledBack> {
    let db = cx.db()?;
    for (kind, remove) in KINDS {
        let rows: Vec<OldId> = db.system().all(&NEXT, params![import, kind, ROUND]).await?;
        if rows.is_empty() {
            continue;
        }
        let ids: Vec<&str> = rows.iter().map(|row| row.old_id.as_str()).collect();
        let ids = serde_json::to_string(&ids)?;
        let mut batch = db.batch();
        batch.system(&MADE, params![import, ids.as_str(), kind])?;
        batch.system(remove, params![import, ids.as_str()])?;
        batch.system(&FORGET, params![import, ids.as_str(), kind])?;
        let mut results = batch.run().await?;
        let removed = results.changes(1)?;
        let made = results.first::<Made>(0)?.map_or(0, |made| made.rows);
        return Ok(RolledBack {
            removed,
            kept: made.saturating_sub(removed),
            more: true,
        });
    }
    db.system().run(&END, params![import]).await?;
    Ok(RolledBack::default())
}
