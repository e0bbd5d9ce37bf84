//! `/health`: one look at everything.

use std::cell::Cell;

use pinewire_domain::time::Timestamp;
use pinewire_shared::{
    Cx, Result, clock,
    http::{Request, Response, response},
};
use serde::Serialize;

use super::probes;
use pinewire_shared::jobs::standing as queues;

thread_local! {
    static SINCE: Cell<Option<Timestamp>> = const { Cell::new(None) };
}

/// How the platform is.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Health {
    /// `healthy`, or `degraded` when something of the below does not answer.
    #[cfg_attr(feature = "openapi", schema(example = "healthy"))]
    status: &'static str,
    /// Seconds since this instance of the worker first reported. The platform starts and ends instances as it needs.
    uptime: i64,
    services: Services,
}

/// What the platform stands on.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Services {
    /// D1 answers.
    database: bool,
    /// KV answers.
    kv: bool,
    /// R2 answers.
    storage: bool,
    /// No recent screenshot failed for want of a browser.
    browser: bool,
    queue: QueueCounts,
}

/// Jobs of all queues together.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct QueueCounts {
    /// Jobs that wait for a worker or for their next try.
    waiting: i64,
    /// Jobs that a worker is at.
    active: i64,
    /// Jobs that ever succeeded.
    completed: i64,
    /// Jobs that ever failed for good.
    failed: i64,
    /// All of them.
    total: i64,
}

/// How the platform is
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/health", tag = "operation",
    responses(
        (status = 200, description = "It works, if perhaps not all of it", body = Health),
        (status = 503, description = "The database does not answer", body = Health),
    )
))]
pub(crate) async fn health(cx: Cx, _request: Request) -> Result<Response> {
    let probes = probes::probe(&cx).await;
    let queue = if probes.database {
        counts(&cx).await?
    } else {
        QueueCounts::default()
    };
    let now = clock::now();
    let since = SINCE.get().unwrap_or(now);
    SINCE.set(Some(since));
    let report = Health {
        status: if probes.all_well() { "healthy" } else { "degraded" },
        uptime: now.millis_since(since) / 1000,
        services: Services {
            database: probes.database,
            kv: probes.kv,
            storage: probes.storage,
            browser: probes.browser,
            queue,
        },
    };
    response::json_with_status(if probes.database { 200 } else { 503 }, &report)
}

async fn counts(cx: &Cx) -> Result<QueueCounts> {
    let states = queues::states(cx).await?;
    let ended = queues::ended(cx).await?;
    let waiting = states.iter().map(|state| state.waiting).sum();
    let active = states.iter().map(|state| state.active).sum();
    let total = waiting + active + ended.completed + ended.failed;
    Ok(QueueCounts {
        waiting,
        active,
        completed: ended.completed,
        failed: ended.failed,
        total,
    })
}
