//! `POST /api/sync`: asks for a run, or shows the one that is under way.

use pinewire_domain::access::{connection::ConnectionStatus, sync_run::Cause};
use pinewire_shared::{
    Cx, Error, Result,
    http::{Problem, Request, Response, parse_json, response},
    idempotency, jobs, params, sql, sync_runs,
    tradingview::{self, Connection},
};
use serde::Deserialize;

#[cfg(feature = "openapi")]
use super::view::SyncRun;
use super::{list, view::Row};

/// How often a run that ends just when another one is asked for is looked for.
const ATTEMPTS: usize = 3;

sql! {
    /// ?2 connection.
    tenant UNDER_WAY = "SELECT id, connection_id, cause, status, stage, listed, added, changed, removed, unchanged, invalid,
          report, failure, created_at, started_at, finished_at
        FROM sync_runs WHERE user_id = ?1 AND connection_id = ?2 AND status IN ('queued', 'running')";
}

/// How to sync. The body may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct NewSync {
    /// Whether it may mark every script as removed. Without it a run that finds none fails: more likely TradingView's list
    /// is wrong.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    accept_removal: bool,
}

/// Bring the scripts up to date
///
/// The run goes on by itself; ask for it by its id. While one is under way, no other is begun: it is shown instead.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/sync", tag = "scripts", request_body = Option<NewSync>,
    responses(
        (status = 202, description = "The run, new or under way", body = SyncRun),
        (status = 409, description = "There is no connection that works", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn start_sync(cx: Cx, mut request: Request) -> Result<Response> {
    let body = match request.header("content-type") {
        Some(_) => request.json_bytes().await?,
        None => Vec::new(),
    };
    let input: NewSync = if body.is_empty() {
        NewSync::default()
    } else {
        parse_json(&body)?
    };
    idempotency::run(&cx, &request, &body, async |_| start(&cx, &input).await).await
}

async fn start(cx: &Cx, input: &NewSync) -> Result<Response> {
    let user_id = *cx.user_id()?;
    let db = cx.db()?;
    let connection = usable(tradingview::current(&db, &user_id).await?)?;
    for _ in 0..ATTEMPTS {
        let mut batch = db.batch();
        let run_id = sync_runs::add(
            &mut batch,
            &user_id,
            &connection.id,
            Cause::User,
            input.accept_removal,
            cx.now(),
        )?;
        match batch.run().await {
            Ok(_) => {
                let work = cx.clone();
                cx.wait_until(async move { jobs::send_pending(&work).await });
                return response::json_with_status(202, &list::load(cx, &run_id).await?);
            }
            Err(error) if sync_runs::is_under_way(&error) => {}
            Err(error) => return Err(error),
        }
        let other: Option<Row> = db
            .tenant(&user_id)
            .first(&UNDER_WAY, params![&connection.id])
            .await?;
        if let Some(other) = other {
            return response::json_with_status(202, &other.show()?);
        }
    }
    Err(Error::retry("runs come and go"))
}

fn usable(connection: Option<Connection>) -> Result<Connection> {
    match connection {
        Some(connection) if connection.standing.is_usable() => Ok(connection),
        Some(connection) if connection.standing.status == ConnectionStatus::Dead => {
            let detail = "TradingView no longer accepts your cookies. Reconnect, then sync.";
            Err(Problem::new(409, "connection_dead", detail).into())
        }
        _ => {
            let detail = "You are not connected to TradingView. Connect, then sync.";
            Err(Problem::new(409, "not_connected", detail).into())
        }
    }
}
