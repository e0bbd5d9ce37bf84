//! Scripts: under the connection of their seller.

use pinewire_domain::{access::wire::PineId, id::ScriptId, time::Timestamp};
use pinewire_shared::{Result, params, random, sql};
use serde::{Deserialize, Serialize};

use super::{
    Job,
    outcome::{self, RowResult},
};

const KIND: &str = "script";
const MAX_CHARS: usize = 500;

sql! {
    /// ?1 JSON array of [`Clean`] rows, ?2 import, ?3 now. Rows that came before, and those whose seller has no connection,
    /// give nothing.
    system ADD = "INSERT INTO tradingview_scripts (id, user_id, connection_id, pine_id, title, access, kind, likes, url, image_url,
          description, created_at, updated_at)
        SELECT w.value ->> 'id', c.user_id, c.id, w.value ->> 'pine_id', w.value ->> 'title', 'invite_only', w.value ->> 'kind',
          w.value ->> 'likes', w.value ->> 'url', w.value ->> 'image_url', w.value ->> 'description',
          coalesce(w.value ->> 'created_at', ?3), ?3
        FROM json_each(?1) AS w
        JOIN tv_connections AS c ON c.id = (SELECT r.new_id FROM import_rows AS r
          WHERE r.kind = 'connection' AND r.old_id = w.value ->> 'profile_id' AND r.new_id IS NOT NULL LIMIT 1)
        WHERE NOT EXISTS (SELECT 1 FROM import_rows AS d WHERE d.import_id = ?2 AND d.kind = 'script' AND d.old_id = w.value ->> 'old_id')
        ON CONFLICT (connection_id, pine_id) DO NOTHING";
    /// ?1 and ?2 as above.
    system NOTE = "INSERT INTO import_rows (import_id, kind, old_id, outcome, new_id, owner_id)
        SELECT ?2, 'script', w.value ->> 'old_id', iif(s.id = w.value ->> 'id', 'created', 'existing'), s.id, s.user_id
        FROM json_each(?1) AS w
        JOIN tradingview_scripts AS s ON s.pine_id = w.value ->> 'pine_id' AND s.connection_id = (SELECT r.new_id FROM import_rows AS r
          WHERE r.kind = 'connection' AND r.old_id = w.value ->> 'profile_id' AND r.new_id IS NOT NULL LIMIT 1)
        WHERE true ON CONFLICT (import_id, kind, old_id) DO NOTHING";
}

/// A script of the older system.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ScriptRow {
    /// Its id there.
    id: String,
    /// Its seller's profile there.
    profile_id: String,
    /// As TradingView names it.
    pine_id: String,
    /// Its title.
    title: Option<String>,
    /// `study`, `strategy`, `library`.
    kind: Option<String>,
    /// Likes.
    likes: Option<u32>,
    /// Its page.
    url: Option<String>,
    /// Its picture.
    image_url: Option<String>,
    /// What it says of itself.
    description: Option<String>,
    /// When it was first seen there.
    created_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct Clean<'a> {
    id: ScriptId,
    old_id: &'a str,
    profile_id: &'a str,
    pine_id: String,
    title: String,
    kind: Option<&'a str>,
    likes: Option<u32>,
    url: Option<&'a str>,
    image_url: Option<&'a str>,
    description: Option<String>,
    created_at: Option<i64>,
}

pub(super) async fn import(job: &Job<'_>, rows: &[ScriptRow]) -> Result<Vec<RowResult>> {
    let mut known = Vec::new();
    let mut clean = Vec::with_capacity(rows.len());
    for row in rows {
        match PineId::parse(&row.pine_id) {
            Ok(pine_id) => clean.push(cleaned(job, row, &pine_id)?),
            Err(error) => known.push(RowResult::refused(&row.id, error.to_string())),
        }
    }
    let old_ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    if job.is_dry {
        let fit = clean.iter().map(|row| (row.old_id, None));
        return outcome::foretell(job, KIND, &old_ids, known, fit).await;
    }
    let clean = serde_json::to_string(&clean)?;
    let db = job.cx.db()?;
    let mut batch = db.batch();
    batch.system(&ADD, params![clean.as_str(), job.import, job.now])?;
    batch.system(&NOTE, params![clean.as_str(), job.import])?;
    batch.run().await?;
    known.extend(outcome::stored(job, KIND, &old_ids).await?);
    let results = outcome::in_order(&old_ids, &known);
    outcome::refuse(job, KIND, &results).await?;
    Ok(results)
}

fn cleaned<'a>(job: &Job<'_>, row: &'a ScriptRow, pine_id: &PineId) -> Result<Clean<'a>> {
    let cut = |text: &str| -> String { text.trim().chars().take(MAX_CHARS).collect() };
    let is_link = |url: &&str| url.starts_with("https://");
    Ok(Clean {
        id: random::id(job.now)?,
        old_id: &row.id,
        profile_id: &row.profile_id,
        pine_id: pine_id.as_str().to_owned(),
        title: row
            .title
            .as_deref()
            .map(cut)
            .filter(|title| !title.is_empty())
            .unwrap_or_else(|| pine_id.as_str().to_owned()),
        kind: row
            .kind
            .as_deref()
            .filter(|kind| matches!(*kind, "study" | "strategy" | "library")),
        likes: row.likes,
        url: row.url.as_deref().filter(is_link),
        image_url: row.image_url.as_deref().filter(is_link),
        description: row.description.as_deref().map(cut),
        created_at: row.created_at.map(Timestamp::as_millis),
    })
}
