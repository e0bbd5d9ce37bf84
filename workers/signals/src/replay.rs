//! Taking a signal's screenshot again. The new job is committed together with the signal's new state; a screenshot
//! that is on its way already is left to finish.

use pinewire_domain::{
    id::{JobId, SignalEventId, SignalId},
    signal::SignalEventKind,
};
use pinewire_shared::{
    Cx, Result,
    db::{BatchResults, FromRow},
    http::{Problem, Request, Response, response},
    jobs, params,
    queue::Topic,
    stream::{self, News, NewsKind},
};
use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use super::view::Signal;
use super::{
    Live, is_deleted, no_such_signal,
    row::Row,
    signal_id,
    statements::{ENQUEUE_REPLAY, GET, LIVE_UNTIL, NOTE_REPLAY, REPLAY},
    view::Viewer,
};

/// Signals of one request at most.
const MAX_SIGNALS: usize = 100;

/// Which signals' screenshots to take again.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ReplayMany {
    /// 1 to 100 ids.
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 100))]
    ids: Vec<SignalId>,
}

/// What came of it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ReplayManyResult {
    /// Screenshots that will be taken.
    queued: usize,
    /// Signals whose screenshot is on its way already, and those that are deleted or do not exist.
    skipped: usize,
}

/// Takes a signal's screenshot again
///
/// If one is on its way already, it is left to finish.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/signals/{id}/screenshot", tag = "signals",
    params(("id" = String, Path)),
    responses(
        (status = 202, description = "The screenshot is on its way", body = Signal),
        (status = 404, description = "There is no such signal", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "The signal is deleted", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn replay_screenshot(cx: Cx, request: Request) -> Result<Response> {
    let id = signal_id(&request)?;
    let (_, mut results) = replay(&cx, &[id], Some(&id)).await?;
    let row: Row = results.first(AFTER)?.ok_or_else(no_such_signal)?;
    if row.deleted_at.is_some() {
        return Err(is_deleted());
    }
    response::json_with_status(202, &Viewer::new(&cx)?.show(row))
}

/// Takes the screenshots of several signals again
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/signals/screenshots", tag = "signals",
    request_body = ReplayMany,
    responses(
        (status = 202, description = "How many are on their way", body = ReplayManyResult),
        (status = 422, description = "Too many ids, or none", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn replay_screenshots(cx: Cx, mut request: Request) -> Result<Response> {
    let ReplayMany { ids: given } = request.json().await?;
    if given.is_empty() || given.len() > MAX_SIGNALS {
        return Err(Problem::invalid("ids", "Give 1 to 100 ids of signals.").into());
    }
    let mut ids = Vec::with_capacity(given.len());
    for id in given {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let (queued, _) = replay(&cx, &ids, None).await?;
    response::json_with_status(
        202,
        &ReplayManyResult {
            queued: queued.len(),
            skipped: ids.len() - queued.len(),
        },
    )
}

/// Where in the batch the signal after the change stands.
const AFTER: usize = 4;

/// The new rows that a replay of one signal needs.
#[derive(Serialize)]
struct Wanted<'a> {
    signal: &'a SignalId,
    event: SignalEventId,
    job: JobId,
}

#[derive(Debug, FromRow)]
struct Queued {
    id: SignalId,
}

/// Queues the screenshots of those of the signals that may have one taken; their ids.
async fn replay(cx: &Cx, ids: &[SignalId], show: Option<&SignalId>) -> Result<(Vec<SignalId>, BatchResults)> {
    let (user_id, now) = (cx.user_id()?, cx.now());
    let wanted = ids
        .iter()
        .map(|signal| {
            Ok(Wanted {
                signal,
                event: cx.new_id()?,
                job: cx.new_id()?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let wanted = serde_json::to_string(&wanted)?;
    let kind = SignalEventKind::ScreenshotReplayed.as_str();
    let db = cx.db()?;
    let mut batch = db.batch();
    batch.tenant(user_id, &NOTE_REPLAY, params![wanted.as_str(), now, kind])?;
    batch.tenant(
        user_id,
        &ENQUEUE_REPLAY,
        params![wanted.as_str(), now, Topic::Screenshots.as_str(), kind],
    )?;
    batch.tenant(user_id, &REPLAY, params![wanted.as_str(), now])?;
    batch.tenant(user_id, &LIVE_UNTIL, &[])?;
    if let Some(id) = show {
        batch.tenant(user_id, &GET, params![id])?;
    }
    let mut results = batch.run().await?;
    let queued: Vec<SignalId> = results.rows::<Queued>(2)?.into_iter().map(|row| row.id).collect();
    if !queued.is_empty() {
        let sender = cx.clone();
        cx.wait_until(async move { jobs::send_pending(&sender).await });
        let news = queued
            .iter()
            .map(|id| News::new(NewsKind::Updated, *id))
            .collect();
        stream::publish(cx, user_id, Live::until(results.first(3)?), news);
    }
    Ok((queued, results))
}
