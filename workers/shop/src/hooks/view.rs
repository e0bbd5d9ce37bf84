//! `GET /api/purchase-hooks`.

use pinewire_domain::{
    id::{PurchaseHookId, UserId},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Error, Result,
    db::FromRow,
    http::{Problem, Request, Response, page::Page, response},
    params, sql,
};
use serde::Serialize;

sql! {
    tenant LIST = "SELECT id, name, hint, is_enabled, iif(previous_token_until > ?2, previous_token_until, NULL) AS previous_token_expires_at,
          iif(previous_secret_until > ?2, previous_secret_until, NULL) AS previous_secret_expires_at, last_event_at, created_at,
          updated_at, version
        FROM purchase_hooks WHERE user_id = ?1 ORDER BY created_at DESC, id DESC LIMIT 100";
    tenant ONE = "SELECT id, name, hint, is_enabled, iif(previous_token_until > ?2, previous_token_until, NULL) AS previous_token_expires_at,
          iif(previous_secret_until > ?2, previous_secret_until, NULL) AS previous_secret_expires_at, last_event_at, created_at,
          updated_at, version
        FROM purchase_hooks WHERE user_id = ?1 AND id = ?3";
}

/// Where a shop sends its events to.
#[derive(Debug, Serialize, FromRow)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct PurchaseHook {
    /// Its id.
    pub(super) id: PurchaseHookId,
    /// The seller's own name of the shop.
    pub(super) name: String,
    /// The token's last characters.
    pub(super) hint: String,
    /// Whether events are taken.
    pub(super) is_enabled: bool,
    /// Until when the token before works as well; null: it does not.
    pub(super) previous_token_expires_at: Option<Timestamp>,
    /// Until when the secret before is accepted as well; null: it is not.
    pub(super) previous_secret_expires_at: Option<Timestamp>,
    /// When the shop last told something.
    pub(super) last_event_at: Option<Timestamp>,
    /// When it was added.
    pub(super) created_at: Timestamp,
    /// When it last changed.
    pub(super) updated_at: Timestamp,
    /// Counts the changes.
    pub(super) version: i64,
}

/// Purchase hooks, the newest first
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/purchase-hooks", tag = "purchases",
    responses((status = 200, description = "All hooks, on one page", body = Page<PurchaseHook>))
))]
pub(crate) async fn list_purchase_hooks(cx: Cx, _request: Request) -> Result<Response> {
    let data: Vec<PurchaseHook> = cx
        .db()?
        .tenant(cx.user_id()?)
        .all(&LIST, params![cx.now()])
        .await?;
    response::json(&Page {
        data,
        next_cursor: None,
    })
}

/// A hook of this seller; 404 if there is none.
pub(super) async fn load(cx: &Cx, user_id: &UserId, id: &PurchaseHookId) -> Result<PurchaseHook> {
    let hook: Option<PurchaseHook> = cx
        .db()?
        .tenant(user_id)
        .first(&ONE, params![cx.now(), id])
        .await?;
    hook.ok_or_else(no_such_hook)
}

pub(super) fn no_such_hook() -> Error {
    Problem::not_found("purchase hook").into()
}

/// 409 for a change that somebody else was quicker with.
pub(super) fn changed_meanwhile() -> Error {
    Problem::conflict("The hook was changed meanwhile. Load it again and repeat your change.").into()
}
