//! Writing down what is wanted: the grant, the intent, the first line of its log, and the outbox job that makes sure that
//! somebody takes it up.

use pinewire_domain::{
    access::{attempt::Change, username::Username},
    id::{AttemptId, BulkJobId, GrantId, JobId, ScriptId, UserId},
    text_enum,
    time::Timestamp,
};
use serde::Serialize;
use serde_json::json;

use crate::{
    Result,
    db::Batch,
    jobs::{self, NewJob},
    params,
    queue::Topic,
    random, sql,
};

text_enum! {
    /// Who wants a change.
    Source("source") {
        /// A request for one grant.
        Api = "api",
        /// A job over many.
        Bulk = "bulk",
        /// A shop's event.
        Purchase = "purchase",
        /// The older access API.
        OlderApi = "older_api",
        /// A revocation of one or many.
        Revocation = "revocation",
        /// The fix of a difference.
        Reconcile = "reconcile",
        /// The import from an older system.
        Import = "import",
    }
}

/// One change that is wanted.
#[derive(Debug, Clone)]
pub struct WantedChange {
    /// A new id: of the intent.
    pub id: AttemptId,
    /// Of which script.
    pub script_id: ScriptId,
    /// For whom; the spelling counts where the grant is new.
    pub username: Username,
    /// What.
    pub change: Change,
    /// The same wish has the same key and is carried out once; see
    /// [`operation_key`](pinewire_domain::access::purchase::operation_key).
    pub idempotency_key: Option<String>,
}

impl WantedChange {
    /// A wish without a key.
    pub fn new(script_id: ScriptId, username: Username, change: Change, now: Timestamp) -> Result<Self> {
        Ok(Self {
            id: random::id(now)?,
            script_id,
            username,
            change,
            idempotency_key: None,
        })
    }
}

/// Where wishes come from.
#[derive(Debug, Clone, Copy)]
pub struct Origin {
    /// Who wants it.
    pub source: Source,
    /// The job that they belong to, added before in the same batch.
    pub job: Option<BulkJobId>,
}

impl Origin {
    /// Not part of a job.
    pub const fn of(source: Source) -> Self {
        Self { source, job: None }
    }
}

sql! {
    /// The grants that do not exist yet; those that do show what is coming. ?2 JSON array of [`Row`], ?3 now, ?4 source.
    /// Scripts of somebody else, and wishes that were stored before, give nothing.
    tenant BOOK = "INSERT INTO access_grants (id, user_id, script_id, username, username_key, created_at, updated_at, status, source)
        SELECT w.value ->> 'grant_id', ?1, s.id, w.value ->> 'username', w.value ->> 'username_key', ?3, ?3,
          iif(w.value ->> 'kind' = 'revoke', 'revoking', 'pending'), ?4
        FROM json_each(?2) AS w JOIN tradingview_scripts AS s ON s.id = w.value ->> 'script_id' AND s.user_id = ?1
        WHERE w.value ->> 'key' IS NULL OR NOT EXISTS (SELECT 1 FROM access_intents AS i
          WHERE i.user_id = ?1 AND i.idempotency_key = w.value ->> 'key')
        ON CONFLICT (user_id, script_id, username_key) DO UPDATE SET updated_at = max(updated_at, ?3), status = CASE
          WHEN excluded.status = 'revoking' AND status IN ('pending', 'active') THEN 'revoking'
          WHEN excluded.status = 'pending' AND status IN ('revoked', 'expired', 'failed') THEN 'pending'
          ELSE status END";
    /// ?2 as above, ?3 now, ?4 source, ?5 job.
    tenant WANT = "INSERT INTO access_intents (id, user_id, grant_id, job_id, kind, change, source, idempotency_key, created_at, is_bulk, due_at, status)
        SELECT w.value ->> 'id', ?1, g.id, ?5, w.value ->> 'kind', w.value ->> 'change', ?4, w.value ->> 'key', ?3, ?5 IS NOT NULL, ?3, 'queued'
        FROM json_each(?2) AS w JOIN access_grants AS g ON g.user_id = ?1
          AND g.script_id = w.value ->> 'script_id' AND g.username_key = w.value ->> 'username_key'
        WHERE true ORDER BY w.key
        ON CONFLICT (user_id, idempotency_key) DO NOTHING";
    /// ?2 as above, ?3 now.
    tenant NOTE = "INSERT INTO assignment_logs (user_id, grant_id, intent_id, at, kind, request, outcome)
        SELECT ?1, i.grant_id, i.id, ?3, 'requested', i.change, 'accepted'
        FROM json_each(?2) AS w JOIN access_intents AS i ON i.id = w.value ->> 'id' AND i.user_id = ?1
        WHERE true ORDER BY w.key";
}

/// How many statements [`request_changes`] adds.
pub const STATEMENTS: usize = 4;

/// A wish as the statements read it.
#[derive(Serialize)]
struct Row<'a> {
    id: AttemptId,
    grant_id: GrantId,
    script_id: ScriptId,
    username: &'a str,
    username_key: String,
    kind: &'static str,
    change: String,
    key: Option<&'a str>,
}

/// Adds the wishes of one seller to a batch: [`STATEMENTS`] statements. Afterwards call
/// [`jobs::send_pending`](crate::jobs::send_pending) and [`poke`](super::poke).
///
/// A wish whose script is not the seller's, or whose key was used before, is left out without an error: look at the
/// scripts first, and for the ids of the intents later.
pub fn request_changes(
    batch: &mut Batch<'_>,
    user_id: &UserId,
    wishes: &[WantedChange],
    origin: Origin,
    now: Timestamp,
) -> Result<()> {
    let mut rows = Vec::with_capacity(wishes.len());
    for wish in wishes {
        rows.push(Row {
            id: wish.id,
            grant_id: random::id(now)?,
            script_id: wish.script_id,
            username: wish.username.as_str(),
            username_key: wish.username.key(),
            kind: kind_of(wish.change),
            change: serde_json::to_string(&wish.change)?,
            key: wish.idempotency_key.as_deref(),
        });
    }
    let rows = serde_json::to_string(&rows)?;
    let source = origin.source.as_str();
    batch.tenant(user_id, &BOOK, params![rows.as_str(), now, source])?;
    batch.tenant(
        user_id,
        &WANT,
        params![rows.as_str(), now, source, origin.job.as_ref()],
    )?;
    batch.tenant(user_id, &NOTE, params![rows, now])?;
    let job_id: JobId = random::id(now)?;
    let job = NewJob {
        id: job_id,
        topic: Topic::Access,
        idempotency_key: format!("access:{job_id}"),
        user_id: Some(user_id),
        payload: json!({ "user_id": user_id }),
        available_at: now,
    };
    jobs::add(batch, &job, now)
}

/// The word in the column `kind`.
const fn kind_of(change: Change) -> &'static str {
    match change {
        Change::Extend { .. } => "extend",
        Change::Trial { .. } => "trial",
        Change::Replace { .. } => "replace",
        Change::Revoke => "revoke",
    }
}
