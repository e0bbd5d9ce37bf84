//! `POST /api/purchase-hooks/{id}/secret`.

use pinewire_domain::{id::PurchaseHookId, time::Timestamp};
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor},
    db::FromRow,
    http::{Request, Response, response},
    params,
    purchases::secret::{self, PRESENT, PREVIOUS},
    sql,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{token::OVERLAP_MS, view};

sql! {
    tenant GET = "SELECT secret_sealed FROM purchase_hooks WHERE user_id = ?1 AND id = ?2";
    /// ?2 hook, ?3 what was read, ?4 new, ?5 what was read, sealed for its new place, ?6 until, ?7 now.
    tenant REPLACE = "UPDATE purchase_hooks SET secret_sealed = ?4, previous_secret_sealed = ?5, previous_secret_until = ?6,
          updated_at = ?7, version = version + 1
        WHERE user_id = ?1 AND id = ?2 AND secret_sealed = ?3";
}

#[derive(Debug, FromRow)]
struct Sealed {
    secret_sealed: String,
}

/// The new secret.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct NewPurchaseSecret {
    /// The one that the shop has made; absent: a new one is made.
    secret: Option<String>,
}

/// A secret that replaced another one.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct RotatedPurchaseSecret {
    /// The new secret, shown this once.
    secret: String,
    /// Until when the one before is accepted as well.
    previous_secret_expires_at: Timestamp,
}

/// Replace a hook's secret
///
/// For a day both are accepted.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/purchase-hooks/{id}/secret", tag = "purchases", request_body = NewPurchaseSecret,
    params(("id" = PurchaseHookId, Path, description = "The hook")),
    responses(
        (status = 201, description = "The new secret, shown this once", body = RotatedPurchaseSecret),
        (status = 404, description = "There is no such hook", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It was changed meanwhile", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "This is no secret", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn rotate_purchase_secret(cx: Cx, mut request: Request) -> Result<Response> {
    let id: PurchaseHookId = request.id("id", "purchase hook")?;
    let input: NewPurchaseSecret = request.json().await?;
    let user_id = *cx.user_id()?;
    let sealed: Option<Sealed> = cx.db()?.tenant(&user_id).first(&GET, params![&id]).await?;
    let sealed = sealed.ok_or_else(view::no_such_hook)?.secret_sealed;
    let old = secret::open(&cx, &user_id, &id, PRESENT, &sealed)?;
    let old = secret::seal(&cx, &user_id, &id, PREVIOUS, &old)?;
    let made = secret::choose(input.secret.as_deref())?;
    let new = secret::seal(&cx, &user_id, &id, PRESENT, &made)?;
    let until = cx.now().plus_millis(OVERLAP_MS);
    let entry = audit::Entry {
        actor: Actor::of(&cx),
        action: "purchase_hook.rotate_secret",
        subject_id: Some(id.as_str()),
        detail: json!({}),
    };
    let results = audit::commit(&cx, &entry, |batch| {
        let params = params![&id, sealed.as_str(), new.as_str(), old.as_str(), until, cx.now()];
        batch.tenant(&user_id, &REPLACE, params)?;
        Ok(())
    })
    .await?;
    if results.changes(0)? == 0 {
        return Err(view::changed_meanwhile());
    }
    let rotated = RotatedPurchaseSecret {
        secret: made.reveal(),
        previous_secret_expires_at: until,
    };
    response::json_with_status(201, &rotated)
}
