//! `POST /api/alert-orders/{id}/approve` and `…/reject`: the user's word on a proposal. What is approved is worked out
//! anew, by the price and the position of now.

use pinewire_domain::id::{ApprovalId, StrategyBindingId, UserId};
use pinewire_shared::{
    Cx, Error, Result,
    audit::{self, Actor},
    http::{Problem, Request, Response, response},
    params, sql,
};
use serde_json::json;

use super::read::{AlertOrder, AlertOrderStatus, load};
use crate::{bindings::BindingRow, work};

sql! {
    tenant BINDING = "SELECT id, account_id, name, strategy, symbol, sizing, size, directions, one_position, max_age_seconds,
          dry_run, approval, stop_loss_percent, take_profit_percent, is_enabled, created_at, updated_at, version
        FROM alert_bindings WHERE user_id = ?1 AND id = ?2";
    /// ?2 id, ?3 now.
    tenant REJECT = "UPDATE alert_orders SET status = 'rejected', reason = 'rejected', detail = NULL, updated_at = ?3
        WHERE user_id = ?1 AND id = ?2 AND status = 'proposed'";
}

/// Approve a proposal
///
/// The order is worked out anew, by the price and the position of now, and sent. What it became is in the answer.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/alert-orders/{id}/approve", tag = "alert-orders",
    params(("id" = ApprovalId, Path)),
    responses(
        (status = 200, description = "What became of it", body = AlertOrder),
        (status = 404, body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It does not wait for approval any more", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn approve_alert_order(cx: Cx, request: Request) -> Result<Response> {
    let id: ApprovalId = request.id("id", "alert order")?;
    let user_id = *cx.user_id()?;
    let proposal = load(&cx, &user_id, &id).await?;
    if proposal.status != AlertOrderStatus::Proposed {
        return Err(not_waiting(&proposal));
    }
    let binding = binding(&cx, &user_id, &proposal.binding_id).await?;
    let signal = proposal.signal_id;
    let (market, decided) = work::decided_now(&cx, &user_id, &signal, &binding, cx.now()).await?;
    let detail = json!({ "signal_id": signal.as_str(), "binding_id": binding.id.as_str() });
    audit::record(&cx, "alert_order.approve", Some(id.as_str()), detail).await?;
    if !work::approve(&cx, &user_id, &id, &signal, &binding, (&market, &decided)).await? {
        return Err(not_waiting(&load(&cx, &user_id, &id).await?));
    }
    work::send(&cx, &user_id, &id).await?;
    response::json(&load(&cx, &user_id, &id).await?)
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

async fn binding(cx: &Cx, user_id: &UserId, id: &StrategyBindingId) -> Result<BindingRow> {
    let found = cx.db()?.tenant(user_id).first(&BINDING, params![id]).await?;
    found.ok_or_else(|| Problem::conflict("The binding is gone.").into())
}
