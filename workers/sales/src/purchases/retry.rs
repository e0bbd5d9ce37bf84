//! `POST /api/purchases/{id}/retry`.

use pinewire_domain::{
    access::purchase::PurchaseStatus,
    id::{AttemptId, JobId, PurchaseId, UserId},
};
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor},
    http::{Problem, Request, Response, response},
    jobs::{self, NewJob},
    params, purchases,
    queue::Topic,
    random, sql,
};
use serde::Serialize;
use serde_json::json;

use super::{detail, view};

sql! {
    /// What failed on TradingView is being carried out again. ?2 purchase, ?3 now, ?4 version.
    tenant REOPEN = "UPDATE purchases SET status = 'applying', reason = NULL, checked_at = ?3, updated_at = ?3, version = version + 1
        WHERE user_id = ?1 AND id = ?2 AND version = ?4 AND status = 'failed'";
    /// What failed before that is begun anew.
    tenant RESTART = "UPDATE purchases SET status = 'received', reason = NULL, updated_at = ?3, version = version + 1
        WHERE user_id = ?1 AND id = ?2 AND version = ?4 AND status = 'failed'";
}

/// The job that has a failed change set going again, as the `access-sequencer` worker reads it.
#[derive(Serialize)]
struct Redrive<'a> {
    user_id: &'a UserId,
    intent_id: &'a AttemptId,
}

/// Try an event again
///
/// One that waits or failed. A change of access that may have had its effect is looked up first: nothing is given twice.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/purchases/{id}/retry", tag = "purchases",
    params(("id" = PurchaseId, Path, description = "The event")),
    responses(
        (status = 202, description = "It is being tried again", body = super::detail::PurchaseDetail),
        (status = 404, description = "There is no such event", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It neither waits nor failed", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn retry_purchase(cx: Cx, request: Request) -> Result<Response> {
    let id: PurchaseId = request.id("id", "purchase")?;
    let (user_id, now) = (*cx.user_id()?, cx.now());
    let purchase = view::load(&cx, &user_id, &id).await?;
    let waits = purchase.is(PurchaseStatus::WaitingProduct) || purchase.is(PurchaseStatus::WaitingUsername);
    if !waits && !purchase.is(PurchaseStatus::Failed) {
        let detail = format!(
            "This event is {}: there is nothing to try again.",
            purchase.status
        );
        return Err(Problem::conflict(detail).into());
    }
    let changes = detail::changes(&cx, &user_id, &id).await?;
    let failed: Vec<AttemptId> = changes
        .iter()
        .filter(|change| change.status.as_deref() == Some("failed"))
        .filter_map(|change| change.intent_id)
        .collect();
    let entry = audit::Entry {
        actor: Actor::of(&cx),
        action: "purchase.retry",
        subject_id: Some(id.as_str()),
        detail: json!({}),
    };
    audit::commit(&cx, &entry, |batch| {
        if waits {
            return purchases::release(batch, &user_id, &[id], now);
        }
        if failed.is_empty() {
            batch.tenant(&user_id, &RESTART, params![&id, now, purchase.version])?;
            return purchases::add_jobs(batch, &user_id, &[id], now);
        }
        batch.tenant(&user_id, &REOPEN, params![&id, now, purchase.version])?;
        let mut redrives = Vec::with_capacity(failed.len());
        for intent_id in &failed {
            redrives.push(NewJob {
                id: random::id::<JobId>(now)?,
                topic: Topic::Access,
                // As long as this job is there, the purchase is not settled: see `settle`.
                idempotency_key: format!("redrive:{intent_id}:{}", purchase.version + 1),
                user_id: Some(&user_id),
                payload: Redrive {
                    user_id: &user_id,
                    intent_id,
                },
                available_at: now,
            });
        }
        jobs::add_many(batch, &redrives, now)
    })
    .await?;
    let work = cx.clone();
    cx.wait_until(async move { jobs::send_pending(&work).await });
    response::json_with_status(202, &detail::show(&cx, &user_id, &id).await?)
}
