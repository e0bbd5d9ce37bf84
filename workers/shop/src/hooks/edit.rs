//! `PUT` and `DELETE /api/purchase-hooks/{id}`.

use pinewire_domain::id::PurchaseHookId;
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor},
    http::{Request, Response, response},
    params, sql,
};
use serde::Deserialize;
use serde_json::json;

use super::{create, view};

sql! {
    /// ?2 hook, ?3 version (NULL: any), ?4 now, ?5 name, ?6 whether enabled; NULL: as it is.
    tenant UPDATE = "UPDATE purchase_hooks SET name = coalesce(?5, name), is_enabled = coalesce(?6, is_enabled), updated_at = ?4,
          version = version + 1
        WHERE user_id = ?1 AND id = ?2 AND (?3 IS NULL OR version = ?3)";
    /// Takes the record of what the shop told along.
    tenant DELETE = "DELETE FROM purchase_hooks WHERE user_id = ?1 AND id = ?2";
}

/// A change of a hook: absent fields stay.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct PurchaseHookUpdate {
    /// The seller's own name of the shop.
    #[cfg_attr(feature = "openapi", schema(value_type = String, required = false))]
    name: Option<String>,
    /// Whether events are taken.
    #[cfg_attr(feature = "openapi", schema(value_type = bool, required = false))]
    is_enabled: Option<bool>,
    /// The version that this changes; another one is refused. Absent: whichever there is.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, required = false))]
    version: Option<i64>,
}

/// Change a purchase hook
#[cfg_attr(feature = "openapi", utoipa::path(
    put, path = "/api/purchase-hooks/{id}", tag = "purchases", request_body = PurchaseHookUpdate,
    params(("id" = PurchaseHookId, Path, description = "The hook")),
    responses(
        (status = 200, description = "The hook after the change", body = super::view::PurchaseHook),
        (status = 404, description = "There is no such hook", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It was changed meanwhile", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A field is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn update_purchase_hook(cx: Cx, mut request: Request) -> Result<Response> {
    let id: PurchaseHookId = request.id("id", "purchase hook")?;
    let update: PurchaseHookUpdate = request.json().await?;
    let name = update.name.as_deref().map(create::name).transpose()?;
    let user_id = *cx.user_id()?;
    view::load(&cx, &user_id, &id).await?;
    let entry = audit::Entry {
        actor: Actor::of(&cx),
        action: "purchase_hook.update",
        subject_id: Some(id.as_str()),
        detail: json!({ "name": name, "is_enabled": update.is_enabled }),
    };
    let results = audit::commit(&cx, &entry, |batch| {
        let params = params![&id, update.version, cx.now(), name.as_deref(), update.is_enabled];
        batch.tenant(&user_id, &UPDATE, params)?;
        Ok(())
    })
    .await?;
    let hook = view::load(&cx, &user_id, &id).await?;
    if results.changes(0)? == 0 {
        return Err(view::changed_meanwhile());
    }
    response::json(&hook)
}

/// Delete a purchase hook
///
/// With the record of what the shop told. Access that was given stays.
#[cfg_attr(feature = "openapi", utoipa::path(
    delete, path = "/api/purchase-hooks/{id}", tag = "purchases",
    params(("id" = PurchaseHookId, Path, description = "The hook")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 404, description = "There is no such hook", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn delete_purchase_hook(cx: Cx, request: Request) -> Result<Response> {
    let id: PurchaseHookId = request.id("id", "purchase hook")?;
    let user_id = *cx.user_id()?;
    let hook = view::load(&cx, &user_id, &id).await?;
    let entry = audit::Entry {
        actor: Actor::of(&cx),
        action: "purchase_hook.delete",
        subject_id: Some(id.as_str()),
        detail: json!({ "name": hook.name }),
    };
    let results = audit::commit(&cx, &entry, |batch| {
        batch.tenant(&user_id, &DELETE, params![&id])?;
        Ok(())
    })
    .await?;
    if results.changes(0)? == 0 {
        return Err(view::no_such_hook());
    }
    response::no_content()
}
