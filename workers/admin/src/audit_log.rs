//! The audit log: read, and checked for entries that were edited, removed or put in.

use pinewire_domain::{
    audit::{self, ActorKind, Link, Verifier},
    id::AuditId,
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result,
    db::FromRow,
    http::{Request, Response, page::Page, response},
    params, sql,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::paging::Paging;

/// Entries of one query.
const ROUND: u32 = 500;
/// Queries of one request.
const MAX_ROUNDS: u32 = 40;

sql! {
    /// The newest entries before the one with id ?1 (any id that is none: all), about ?2 if wanted.
    system PAGE = "SELECT seq, id, at, actor_kind, actor_id, action, subject_id, detail, hash FROM audit_log
        WHERE seq < coalesce((SELECT seq FROM audit_log WHERE id = ?1), 9007199254740991)
          AND (?2 IS NULL OR subject_id = ?2)
        ORDER BY seq DESC LIMIT ?3";
    system CHAIN = "SELECT seq, id, at, actor_kind, actor_id, action, subject_id, detail, prev_hash, hash
        FROM audit_log WHERE seq > ?1 ORDER BY seq LIMIT ?2";
    system HASH_AT = "SELECT hash FROM audit_log WHERE seq = ?1";
    /// The last number that was ever given out: entries cut off the end are missed by it.
    system LAST_SEQ = "SELECT seq FROM sqlite_sequence WHERE name = 'audit_log'";
}

/// Something that somebody did.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct AuditEntry {
    /// Its place in the log, from 1 without a gap.
    seq: i64,
    id: AuditId,
    at: Timestamp,
    actor_kind: ActorKind,
    /// Who did it.
    actor_id: Option<String>,
    /// What, as `subject.verb`.
    action: String,
    /// To whom or what.
    subject_id: Option<String>,
    /// More about it.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    detail: Value,
    /// SHA-256 over the entry and the hash before it.
    hash: String,
}

#[derive(Debug, FromRow)]
struct Row {
    seq: i64,
    id: AuditId,
    at: Timestamp,
    actor_kind: ActorKind,
    actor_id: Option<String>,
    action: String,
    subject_id: Option<String>,
    detail: String,
    hash: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub(crate) struct AuditQuery {
    /// Rows on a page, 1 to 200; 50 if absent.
    limit: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Only what was done to this.
    subject_id: Option<String>,
}

/// Who did what, the newest first
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/admin/audit", tag = "admin", params(AuditQuery),
    responses((status = 200, description = "One page", body = Page<AuditEntry>))
))]
pub(crate) async fn list_audit(cx: Cx, request: Request) -> Result<Response> {
    let query: AuditQuery = request.query()?;
    let paging = Paging::parse(query.limit.as_deref(), query.cursor.as_deref())?;
    let params = params![paging.before.id, query.subject_id, paging.read];
    let rows: Vec<Row> = cx.db()?.system().all(&PAGE, params).await?;
    let entries = rows.into_iter().map(|row| AuditEntry {
        detail: serde_json::from_str(&row.detail).unwrap_or_default(),
        seq: row.seq,
        id: row.id,
        at: row.at,
        actor_kind: row.actor_kind,
        actor_id: row.actor_id,
        action: row.action,
        subject_id: row.subject_id,
        hash: row.hash,
    });
    let page = Page::new(entries.collect(), paging.limit as usize, |entry| {
        pinewire_domain::page::Cursor::new(entry.at, entry.id).encode()
    });
    response::json(&page)
}

/// What a check of the chain found.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct AuditVerification {
    /// Whether what was checked is whole.
    ok: bool,
    /// Entries that were checked.
    checked: u64,
    /// The first entry that is edited, missing or out of place.
    first_bad_seq: Option<i64>,
    /// Go on with `?after=` this; null when the end was reached.
    next_after: Option<i64>,
    /// The last hash that was checked. Kept elsewhere, it shows later whether the log up to here was written anew.
    last_hash: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub(crate) struct VerifyQuery {
    /// Take the entries up to this one as checked.
    after: Option<i64>,
}

#[derive(Debug, FromRow)]
struct ChainRow {
    seq: i64,
    id: String,
    at: Timestamp,
    actor_kind: String,
    actor_id: Option<String>,
    action: String,
    subject_id: Option<String>,
    detail: String,
    prev_hash: String,
    hash: String,
}

impl ChainRow {
    fn link(&self) -> Link<'_> {
        Link {
            seq: self.seq,
            entry: audit::Entry {
                id: &self.id,
                at: self.at,
                actor_kind: &self.actor_kind,
                actor_id: self.actor_id.as_deref(),
                action: &self.action,
                subject_id: self.subject_id.as_deref(),
                detail: &self.detail,
            },
            prev_hash: &self.prev_hash,
            hash: &self.hash,
        }
    }
}

/// Check that nobody has tampered with the log
///
/// Checks up to 20,000 entries a request.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/admin/audit/verify", tag = "admin", params(VerifyQuery),
    responses((status = 200, description = "What was found", body = AuditVerification))
))]
pub(crate) async fn verify_audit(cx: Cx, request: Request) -> Result<Response> {
    let query: VerifyQuery = request.query()?;
    response::json(&verify(&cx, query.after.unwrap_or(0).max(0)).await?)
}

async fn verify(cx: &Cx, after: i64) -> Result<AuditVerification> {
    let db = cx.db()?;
    let db = db.system();
    // Read before the entries: those that are added meanwhile must not look as if they were missing.
    let last_seq = db
        .first::<Seq>(&LAST_SEQ, params![])
        .await?
        .map_or(0, |row| row.seq);
    let mut last_hash = match db.first::<Hash>(&HASH_AT, params![after]).await? {
        Some(row) => row.hash,
        None => audit::GENESIS_HASH.to_owned(),
    };
    let mut verifier = Verifier::after(after, last_hash.clone());
    let mut reached = after;
    for _ in 0..MAX_ROUNDS {
        let rows: Vec<ChainRow> = db.all(&CHAIN, params![reached, ROUND]).await?;
        for row in rows.iter().filter(|row| row.seq <= last_seq) {
            verifier.push(&row.link());
            reached = row.seq;
            last_hash.clone_from(&row.hash);
        }
        if rows.len() < ROUND as usize || reached >= last_seq {
            let verdict = verifier.finish(Some(last_seq.max(after)));
            return Ok(report(&verdict, None, last_hash));
        }
    }
    Ok(report(&verifier.finish(None), Some(reached), last_hash))
}

fn report(verdict: &audit::Verdict, next_after: Option<i64>, last_hash: String) -> AuditVerification {
    AuditVerification {
        ok: verdict.ok,
        checked: verdict.checked,
        first_bad_seq: verdict.first_bad_seq,
        next_after,
        last_hash,
    }
}

#[derive(FromRow)]
struct Seq {
    seq: i64,
}

#[derive(FromRow)]
struct Hash {
    hash: String,
}
