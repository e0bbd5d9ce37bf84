//! `POST /api/access-jobs/{id}/pause`, `/resume`, `/cancel`. A row that has begun is finished in any case: half a change
//! is worse than one too many.

use pinewire_domain::id::BulkJobId;
#[cfg(feature = "openapi")]
use pinewire_shared::access::AccessJob;
use pinewire_shared::{
    Cx, Result, access,
    db::Batch,
    http::{Problem, Request, Response, response},
    params, sql,
};

sql! {
    /// ?2 job.
    tenant PAUSE = "UPDATE access_jobs SET status = 'paused', is_pause_requested = 1
        WHERE user_id = ?1 AND id = ?2 AND status IN ('running', 'paused')";
    tenant RESUME = "UPDATE access_jobs SET status = 'running', is_pause_requested = 0
        WHERE user_id = ?1 AND id = ?2 AND status IN ('running', 'paused')";
    tenant CANCEL = "UPDATE access_jobs SET status = 'cancelled', finished_at = ?3
        WHERE user_id = ?1 AND id = ?2 AND status IN ('running', 'paused')";
    /// ?2 job, ?3 whether they wait. Those that have begun go on.
    tenant HOLD = "UPDATE access_intents SET is_held = ?3
        WHERE job_id = ?2 AND user_id = ?1 AND status = 'queued'";
    /// ?2 job, ?3 now.
    tenant NOTE_CANCELLED = "INSERT INTO assignment_logs (user_id, grant_id, intent_id, at, kind, outcome)
        SELECT user_id, grant_id, id, ?3, 'cancelled', 'accepted' FROM access_intents
        WHERE job_id = ?2 AND user_id = ?1 AND status = 'queued'";
    tenant DROP_QUEUED = "UPDATE access_intents SET status = 'cancelled', ended_at = ?3, is_held = 0, version = version + 1
        WHERE job_id = ?2 AND user_id = ?1 AND status = 'queued'";
    /// Grants that were only waiting for what is cancelled are again what they were. ?2 job, ?3 now.
    tenant SHOW_AS_BEFORE = "UPDATE access_grants SET updated_at = ?3, status = CASE
            WHEN has_access = 1 THEN 'active' WHEN ended_at IS NULL THEN 'revoked'
            WHEN expires_at IS NOT NULL AND expires_at <= ended_at THEN 'expired' ELSE 'revoked' END
        WHERE user_id = ?1 AND status IN ('pending', 'revoking')
          AND id IN (SELECT grant_id FROM access_intents WHERE job_id = ?2 AND status = 'cancelled')
          AND NOT EXISTS (SELECT 1 FROM access_intents AS o WHERE o.grant_id = access_grants.id AND o.ended_at IS NULL)";
}

/// Pause a job
///
/// Rows that have begun are finished.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/access-jobs/{id}/pause", tag = "access",
    params(("id" = String, Path, description = "The job's id")),
    responses(
        (status = 200, description = "It is paused", body = AccessJob),
        (status = 404, description = "There is no such job", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It is over", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn pause_access_job(cx: Cx, request: Request) -> Result<Response> {
    control(&cx, &request, |batch, cx, id| {
        batch.tenant(cx.user_id()?, &PAUSE, params![id])?;
        batch.tenant(cx.user_id()?, &HOLD, params![id, true])?;
        Ok(())
    })
    .await
}

/// Resume a paused job
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/access-jobs/{id}/resume", tag = "access",
    params(("id" = String, Path, description = "The job's id")),
    responses(
        (status = 200, description = "It goes on", body = AccessJob),
        (status = 404, description = "There is no such job", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It is over", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn resume_access_job(cx: Cx, request: Request) -> Result<Response> {
    control(&cx, &request, |batch, cx, id| {
        batch.tenant(cx.user_id()?, &RESUME, params![id])?;
        batch.tenant(cx.user_id()?, &HOLD, params![id, false])?;
        Ok(())
    })
    .await
}

/// Cancel a job
///
/// Rows that have begun are finished; what is done stays done.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/access-jobs/{id}/cancel", tag = "access",
    params(("id" = String, Path, description = "The job's id")),
    responses(
        (status = 200, description = "No further row is begun", body = AccessJob),
        (status = 404, description = "There is no such job", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It is over", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn cancel_access_job(cx: Cx, request: Request) -> Result<Response> {
    control(&cx, &request, |batch, cx, id| {
        let (user_id, now) = (cx.user_id()?, cx.now());
        batch.tenant(user_id, &CANCEL, params![id, now])?;
        batch.tenant(user_id, &NOTE_CANCELLED, params![id, now])?;
        batch.tenant(user_id, &DROP_QUEUED, params![id, now])?;
        batch.tenant(user_id, &SHOW_AS_BEFORE, params![id, now])?;
        Ok(())
    })
    .await
}

/// Runs the statements, of which the first changes the job itself if it is not over.
async fn control(
    cx: &Cx,
    request: &Request,
    add: impl Fn(&mut Batch<'_>, &Cx, &BulkJobId) -> Result<()>,
) -> Result<Response> {
    let id: BulkJobId = request.id("id", "access job")?;
    let user_id = cx.user_id()?;
    let job = access::find_job(cx, user_id, &id).await?;
    let over = || Problem::conflict("This job is over.");
    if job.finished_at.is_some() {
        return Err(over().into());
    }
    let db = cx.db()?;
    let mut batch = db.batch();
    add(&mut batch, cx, &id)?;
    if batch.run().await?.changes(0)? == 0 {
        return Err(over().into());
    }
    access::wake(cx, *user_id);
    response::json(&access::find_job(cx, user_id, &id).await?)
}
