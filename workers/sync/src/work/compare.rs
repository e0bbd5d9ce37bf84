//! What is stored, and how it differs from what is listed.

use std::collections::BTreeMap;

use pinewire_domain::{
    access::{
        listing::Lists,
        paging::{Paged, Pager},
        sync::{self, ScriptChanges, ScriptMetadata, StoredScript},
        wire::{PineId, ScriptAccess},
    },
    id::{ConnectionId, ScriptId, UserId},
    time::Timestamp,
};
use pinewire_shared::{Cx, Error, Result, db::FromRow, params, sql};

sql! {
    /// ?2 connection.
    tenant STORED = "SELECT id, pine_id, title, access, kind, pine_version, likes, url, image_url, description, removed_at
        FROM tradingview_scripts WHERE user_id = ?1 AND connection_id = ?2 LIMIT 20000";
}

#[derive(Debug, FromRow)]
struct Row {
    id: ScriptId,
    pine_id: PineId,
    title: String,
    access: Option<ScriptAccess>,
    kind: Option<String>,
    pine_version: Option<String>,
    likes: Option<i64>,
    url: Option<String>,
    image_url: Option<String>,
    description: Option<String>,
    removed_at: Option<Timestamp>,
}

/// The stored scripts of a connection, by their ids on TradingView.
pub(super) type Stored = BTreeMap<PineId, (ScriptId, StoredScript)>;

/// What is stored.
pub(super) async fn stored(cx: &Cx, user_id: &UserId, connection_id: &ConnectionId) -> Result<Stored> {
    let rows: Vec<Row> = cx
        .db()?
        .tenant(user_id)
        .all(&STORED, params![connection_id])
        .await?;
    let mut stored = Stored::new();
    stored.extend(rows.into_iter().map(|row| {
        let metadata = ScriptMetadata {
            pine_id: row.pine_id.clone(),
            title: row.title,
            access: row.access,
            kind: row.kind,
            version: row.pine_version,
            likes: row.likes,
            url: row.url,
            image_url: row.image_url,
            description: row.description,
        };
        let script = StoredScript {
            metadata,
            is_removed: row.removed_at.is_some(),
        };
        (row.pine_id, (row.id, script))
    }));
    Ok(stored)
}

/// What differs. The lists that tell which scripts there are have one page each: they were read to their ends or not at
/// all.
pub(super) fn diff(stored: &Stored, lists: &Lists) -> Result<ScriptChanges> {
    let Ok(Paged::Complete(listed)) = Pager::default().push(lists.metadata(), None) else {
        return Err(Error::bug("a list of one page is not complete"));
    };
    let books: Vec<StoredScript> = stored.values().map(|(_, script)| script.clone()).collect();
    Ok(sync::diff(&books, listed))
}
