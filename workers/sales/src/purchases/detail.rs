//! `GET /api/purchases/{id}`: with the changes of access that it led to.

use pinewire_domain::{
    access::failure::AccessFailure,
    id::{AttemptId, GrantId, PurchaseId, ScriptId, UserId},
};
use pinewire_shared::{
    Cx, Result,
    db::FromRow,
    http::{Request, Response, response},
    params, sql,
};
use serde::Serialize;

use super::view::{self, Purchase};

sql! {
    /// ?2 purchase.
    tenant CHANGES = "SELECT c.script_id, c.round, i.id AS intent_id, i.grant_id, i.kind, i.status, i.failure, g.username
        FROM purchase_changes AS c
        LEFT JOIN access_intents AS i ON i.user_id = c.user_id AND i.idempotency_key = c.key
        LEFT JOIN access_grants AS g ON g.id = i.grant_id
        WHERE c.user_id = ?1 AND c.purchase_id = ?2 ORDER BY c.round, c.script_id";
}

/// An event of a shop, with the changes of access that it led to.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct PurchaseDetail {
    #[serde(flatten)]
    purchase: Purchase,
    /// The changes.
    changes: Vec<PurchaseChange>,
}

/// A change of access that an event led to.
#[derive(Debug, Serialize, FromRow)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct PurchaseChange {
    /// Of which script.
    pub(super) script_id: ScriptId,
    /// From 0; counts the usernames that turned out to be nobody's.
    round: u32,
    /// The change; its log is the grant's.
    pub(super) intent_id: Option<AttemptId>,
    /// Of which grant.
    grant_id: Option<GrantId>,
    /// `extend`, `replace` or `revoke`.
    kind: Option<String>,
    /// `queued`, `working`, `done`, `failed` or `cancelled`.
    pub(super) status: Option<String>,
    /// Why it failed.
    failure: Option<AccessFailure>,
    /// For whom.
    username: Option<String>,
}

/// An event of a shop
///
/// With the changes of access that it led to.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/purchases/{id}", tag = "purchases",
    params(("id" = PurchaseId, Path, description = "The event")),
    responses(
        (status = 200, description = "The event", body = PurchaseDetail),
        (status = 404, description = "There is no such event", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn get_purchase(cx: Cx, request: Request) -> Result<Response> {
    let id: PurchaseId = request.id("id", "purchase")?;
    response::json(&show(&cx, cx.user_id()?, &id).await?)
}

pub(super) async fn show(cx: &Cx, user_id: &UserId, id: &PurchaseId) -> Result<PurchaseDetail> {
    Ok(PurchaseDetail {
        purchase: view::load(cx, user_id, id).await?,
        changes: changes(cx, user_id, id).await?,
    })
}

pub(super) async fn changes(cx: &Cx, user_id: &UserId, id: &PurchaseId) -> Result<Vec<PurchaseChange>> {
    cx.db()?.tenant(user_id).all(&CHANGES, params![id]).await
}
