//! `POST /api/reconcile`, and every seller's run each night. One run of a seller at a time.

use pinewire_domain::id::{JobId, ReconciliationId, UserId};
use pinewire_shared::{
    Cx, Result,
    db::{Batch, FromRow},
    http::{Problem, Request, Response, response},
    jobs::{self, NewJob},
    params,
    queue::Topic,
    random, sql,
};
use serde_json::json;

use crate::runs;
#[cfg(feature = "openapi")]
use crate::runs::Reconciliation;

/// Sellers of one night's tick.
const AT_MOST: u32 = 5_000;

sql! {
    /// ?2 run, ?3 now, ?4 trigger. Nothing while one is running, or without a connection that works.
    tenant ADD = "INSERT INTO reconciliations (id, user_id, created_at, trigger, status)
        SELECT ?2, ?1, ?3, ?4, 'running' FROM tv_connections
        WHERE user_id = ?1 AND status IN ('connected', 'warning')
        ON CONFLICT DO NOTHING";
    /// The scripts that are shared by invitation, and those of which there are grants. ?2 run.
    tenant ADD_SCRIPTS = "INSERT INTO reconciliation_scripts (run_id, script_id, user_id, status)
        SELECT r.id, s.id, ?1, 'pending' FROM reconciliations AS r
        JOIN tradingview_scripts AS s ON s.user_id = r.user_id
        JOIN tv_connections AS c ON c.id = s.connection_id AND c.status IN ('connected', 'warning')
        WHERE r.id = ?2 AND r.user_id = ?1 AND ((s.removed_at IS NULL AND coalesce(s.access, 'invite_only') = 'invite_only')
          OR EXISTS (SELECT 1 FROM access_grants AS g WHERE g.script_id = s.id AND g.has_access = 1))";
    /// The one that runs.
    tenant RUNNING = "SELECT id FROM reconciliations WHERE user_id = ?1 AND status = 'running'";
    /// Sellers who have grants. ?1 how many.
    system SELLERS = "SELECT c.user_id FROM tv_connections AS c WHERE c.status IN ('connected', 'warning')
        AND EXISTS (SELECT 1 FROM tradingview_scripts AS s WHERE s.connection_id = c.id) LIMIT ?1";
}

#[derive(Debug, FromRow)]
struct Running {
    id: ReconciliationId,
}

#[derive(Debug, FromRow)]
struct Seller {
    user_id: UserId,
}

/// Compare the books with TradingView
///
/// Answers with the run that is at work already, if there is one.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/reconcile", tag = "access",
    responses(
        (status = 202, description = "The run", body = Reconciliation),
        (status = 409, description = "There is no working connection to TradingView", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn start_reconciliation(cx: Cx, _request: Request) -> Result<Response> {
    let user_id = *cx.user_id()?;
    let db = cx.db()?;
    let mut batch = db.batch();
    add(&cx, &mut batch, &user_id, "requested")?;
    let position = 3;
    batch.tenant(&user_id, &RUNNING, params![])?;
    let running: Option<Running> = batch.run().await?.first(position)?;
    let Some(Running { id }) = running else {
        let detail = "There is no working connection to TradingView. Connect first.";
        return Err(Problem::new(409, "not_connected", detail).into());
    };
    let context = cx.clone();
    cx.wait_until(async move { jobs::send_pending(&context).await });
    response::json_with_status(202, &runs::find(&cx, &user_id, &id).await?)
}

/// Starts the runs of all sellers.
pub(crate) async fn start_all(cx: &Cx) -> Result<()> {
    let db = cx.db()?;
    let sellers: Vec<Seller> = db.system().all(&SELLERS, params![AT_MOST]).await?;
    for chunk in sellers.chunks(20) {
        let mut batch = db.batch();
        for seller in chunk {
            add(cx, &mut batch, &seller.user_id, "nightly")?;
        }
        batch.run().await?;
    }
    Ok(())
}

/// Three statements. Where there is nothing to run, the job finds no run.
fn add(cx: &Cx, batch: &mut Batch<'_>, user_id: &UserId, trigger: &str) -> Result<()> {
    let id: ReconciliationId = cx.new_id()?;
    batch.tenant(user_id, &ADD, params![&id, cx.now(), trigger])?;
    batch.tenant(user_id, &ADD_SCRIPTS, params![&id])?;
    add_slice(batch, user_id, &id, 0, cx.now())
}

/// The job of the slice of this number.
pub(crate) fn add_slice(
    batch: &mut Batch<'_>,
    user_id: &UserId,
    run: &ReconciliationId,
    slice: u32,
    now: pinewire_domain::time::Timestamp,
) -> Result<()> {
    let job = NewJob {
        id: random::id::<JobId>(now)?,
        topic: Topic::Reconciliation,
        idempotency_key: format!("reconcile:{run}:{slice}"),
        user_id: Some(user_id),
        payload: json!({ "user_id": user_id, "run_id": run, "slice": slice }),
        available_at: now,
    };
    jobs::add(batch, &job, now)
}
