//! `POST /api/revocations`: a job that ends the access of many: named ones, all of a user, all of a script.

use pinewire_domain::{
    access::{attempt::Change, username::Username},
    id::{BulkJobId, GrantId, ScriptId},
};
use pinewire_shared::{
    Cx, Result,
    access::{self, AccessJob, JobKind, NewJobRow, WantedChange},
    db::{FromRow, Param, TenantSql},
    http::{Problem, Request, Response, parse_json, response},
    idempotency::{self, Slot},
    params, sql,
};
use serde::{Deserialize, Serialize};

/// Grants of one job at most.
const MAX_ROWS: usize = 5_000;

/// Grants that have access, or are about to.
macro_rules! live {
    ($index:literal, $which:literal) => {
        concat!(
            "SELECT g.id, g.script_id, g.username FROM access_grants AS g INDEXED BY ",
            $index,
            " WHERE g.user_id = ?1 AND ",
            $which,
            " AND (g.has_access = 1 OR g.status = 'pending' OR g.drift IS NOT NULL) ORDER BY g.created_at, g.id LIMIT ?3"
        )
    };
}

sql! {
    /// ?2 JSON array of ids, ?3 how many.
    tenant NAMED = "SELECT g.id, g.script_id, g.username FROM json_each(?2) AS w
        JOIN access_grants AS g ON g.id = w.value AND g.user_id = ?1 ORDER BY w.key LIMIT ?3";
    tenant OF_USER = live!("access_grants_by_username", "g.username_key = ?2");
    tenant OF_SCRIPT = live!("access_grants_by_script", "g.script_id = ?2");
}

/// Whose access ends: one of the three.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Revocation {
    /// These grants.
    ids: Option<Vec<GrantId>>,
    /// Every grant of this TradingView user, in any spelling.
    username: Option<String>,
    /// Every grant of this script.
    script_id: Option<ScriptId>,
}

/// The job that ends them.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct RevocationJob {
    #[serde(flatten)]
    job: AccessJob,
    /// Whether there are more than one job takes: ask again when it is done.
    has_more: bool,
}

#[derive(Debug, FromRow)]
struct Row {
    id: GrantId,
    script_id: ScriptId,
    username: Username,
}

/// End the access of many
///
/// The answer is a job; watch it as those that give access, at `/api/access-jobs/{id}`.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/revocations", tag = "access", request_body = Revocation,
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key, the request is answered as the first time")),
    responses(
        (status = 202, description = "The job", body = RevocationJob),
        (status = 404, description = "There is no such access", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A field is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn create_revocation(cx: Cx, mut request: Request) -> Result<Response> {
    let body = request.json_bytes().await?;
    idempotency::run(&cx, &request, &body, async |slot| create(&cx, slot, &body).await).await
}

async fn create(cx: &Cx, slot: &Slot, body: &[u8]) -> Result<Response> {
    let Search {
        statement,
        params,
        named,
    } = search(parse_json(body)?)?;
    let user_id = *cx.user_id()?;
    let db = cx.db()?;
    let mut grants: Vec<Row> = db.tenant(&user_id).all(statement, &params).await?;
    let has_more = grants.len() > MAX_ROWS;
    grants.truncate(MAX_ROWS);
    let is_missing = |id: &GrantId| !grants.iter().any(|grant| grant.id == *id);
    if let Some(index) = named.iter().position(is_missing) {
        return Err(Problem::new(
            404,
            "not_found",
            format!("There is no grant of the id ids[{index}]."),
        )
        .into());
    }
    if grants.is_empty() {
        return Err(Problem::not_found("access").into());
    }
    let mut rows = Vec::with_capacity(grants.len());
    for (row, grant) in (1..).zip(grants) {
        let username = grant.username.to_string();
        let wish = WantedChange::new(grant.script_id, grant.username, Change::Revoke, cx.now())?;
        rows.push(NewJobRow {
            row,
            username,
            script: grant.script_id.to_string(),
            wish: Ok(wish),
        });
    }
    let id: BulkJobId = cx.new_id()?;
    let mut batch = db.batch();
    let job = access::add_job(&mut batch, &user_id, id, JobKind::Revoke, &rows, cx.now())?;
    let answer = RevocationJob { job, has_more };
    slot.store_with(&mut batch, 202, &answer)?;
    batch.run().await?;
    access::wake(cx, user_id);
    response::json_with_status(202, &answer)
}

/// How they are found.
struct Search {
    statement: &'static TenantSql,
    params: Vec<Param>,
    /// Those that must be found.
    named: Vec<GrantId>,
}

fn search(wanted: Revocation) -> Result<Search> {
    let limit = u32::try_from(MAX_ROWS).unwrap_or(u32::MAX) + 1;
    match wanted {
        Revocation {
            ids: Some(mut ids),
            username: None,
            script_id: None,
        } => {
            ids.sort_unstable();
            ids.dedup();
            if ids.is_empty() || ids.len() > 1_000 {
                return Err(Problem::invalid("ids", "Name 1 to 1,000 grants.").into());
            }
            let params = params![serde_json::to_string(&ids)?, limit].to_vec();
            Ok(Search {
                statement: &NAMED,
                params,
                named: ids,
            })
        }
        Revocation {
            ids: None,
            username: Some(username),
            script_id: None,
        } => {
            let username = Username::parse(&username)
                .map_err(|error| Problem::invalid("username", error.to_string()))?;
            Ok(Search {
                statement: &OF_USER,
                params: params![username.key(), limit].to_vec(),
                named: Vec::new(),
            })
        }
        Revocation {
            ids: None,
            username: None,
            script_id: Some(script_id),
        } => Ok(Search {
            statement: &OF_SCRIPT,
            params: params![&script_id, limit].to_vec(),
            named: Vec::new(),
        }),
        _ => {
            let message = "Say whose access ends: by ids, username or script_id, one of them.";
            Err(Problem::invalid("ids", message).into())
        }
    }
}
