//! `POST /api/alert-orders/{id}/approve` and `…/reject`: the user's word on a proposal. What is approved goes to the
//! `alert-trader` worker, which works it out anew, by the price and the position of that moment.

use pinewire_domain::id::ApprovalId;
use pinewire_shared::{
    Cx, Error, Result,
    audit::{self, Actor},
    http::{Problem, Request, Response, response},
    jobs::{self, NewJob},
    params,
    queue::Topic,
    sql,
    trading::alert_binding::Payload,
};
use serde_json::json;

use super::read::{AlertOrder, AlertOrderStatus, load};

sql! {
    /// ?2 id, ?3 now.
    tenant APPROVE = "UPDATE alert_orders SET status = 'sending', reason = NULL, detail = NULL, updated_at = ?3
        WHERE user_id = ?1 AND id = ?2 AND status = 'proposed' AND expires_at > ?3";
    /// ?2 id, ?3 now.
    tenant REJECT = "UPDATE alert_orders SET status = 'rejected', reason = 'rejected', detail = NULL, updated_at = ?3
        WHERE user_id = ?1 AND id = ?2 AND status = 'proposed'";
}

/// Approve a proposal
///
/// The order is worked out anew, by the price and the position of that moment, and sent: read it again to see what it
/// became.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/alert-orders/{id}/approve", tag = "alert-orders",
    params(("id" = ApprovalId, Path)),
    responses(
        (status = 202, description = "It is on its way", body = AlertOrder),
        (status = 404, body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It does not wait for approval any more", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn approve_alert_order(cx: Cx, request: Request) -> Result<Response> {
    let id: ApprovalId = request.id("id", "alert order")?;
    let user_id = *cx.user_id()?;
    load(&cx, &user_id, &id).await?;
    let job = NewJob {
        id: cx.new_id()?,
        topic: Topic::AlertOrders,
        idempotency_key: format!("alert-order:{id}"),
        user_id: Some(&user_id),
        payload: Payload {
            alert_order_id: Some(id),
            ..Payload::default()
        },
        available_at: cx.now(),
    };
    let entry = audit::Entry {
        actor: Actor::of(&cx),
        action: "alert_order.approve",
        subject_id: Some(id.as_str()),
        detail: json!({}),
    };
    // The job finds nothing to do if it was not a proposal.
    let results = audit::commit(&cx, &entry, |batch| {
        batch.tenant(&user_id, &APPROVE, params![&id, cx.now()])?;
        jobs::add(batch, &job, cx.now())
    })
    .await?;
    let row = load(&cx, &user_id, &id).await?;
    if results.changes(0)? == 0 {
        return Err(not_waiting(&row));
    }
    let work = cx.clone();
    cx.wait_until(async move { jobs::send_pending(&work).await });
    response::json_with_status(202, &row)
}

/// Reject a proposal
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/alert-orders/{id}/reject", tag = "alert-orders",
    params(("id" = ApprovalId, Path)),
    responses(
        (status = 200, description = "It will not be sent", body = AlertOrder),
        (status = 404, body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It does not wait for approval any more", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn reject_alert_order(cx: Cx, request: Request) -> Result<Response> {
    let id: ApprovalId = request.id("id", "alert order")?;
    let user_id = *cx.user_id()?;
    load(&cx, &user_id, &id).await?;
    let entry = audit::Entry {
        actor: Actor::of(&cx),
        action: "alert_order.reject",
        subject_id: Some(id.as_str()),
        detail: json!({}),
    };
    let results = audit::commit(&cx, &entry, |batch| {
        batch.tenant(&user_id, &REJECT, params![&id, cx.now()])?;
        Ok(())
    })
    .await?;
    let row = load(&cx, &user_id, &id).await?;
    if results.changes(0)? == 0 && row.status != AlertOrderStatus::Rejected {
        return Err(not_waiting(&row));
    }
    response::json(&row)
}

fn not_waiting(row: &AlertOrder) -> Error {
    Problem::conflict(format!("It does not wait for approval: it is {}.", row.status)).into()
}
