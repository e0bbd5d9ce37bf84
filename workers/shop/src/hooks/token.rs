//! Tokens of hooks: 256 random bits in the address, kept as a hash and shown once. While one is being replaced, both work.

use pinewire_domain::{
    id::PurchaseHookId,
    time::{DAY_MS, Timestamp},
};
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor},
    http::{Request, Response, response},
    intake::token,
    params, random, sql,
};
use serde::Serialize;
use serde_json::json;

use super::view;

/// How long the token, or the secret, before works as well.
pub(super) const OVERLAP_MS: i64 = DAY_MS;
const HINT_CHARS: usize = 4;

sql! {
    /// ?2 hook, ?3 version, ?4 hash, ?5 hint, ?6 until when the old one works, ?7 now.
    tenant REPLACE = "UPDATE purchase_hooks SET previous_token_hash = token_hash, previous_token_until = ?6, token_hash = ?4,
          hint = ?5, updated_at = ?7, version = version + 1
        WHERE user_id = ?1 AND id = ?2 AND version = ?3";
}

/// A token that was just made.
pub(super) struct Token {
    /// The address to give to the shop.
    pub(super) url: String,
    /// What is stored.
    pub(super) hash: String,
    /// Its last characters.
    pub(super) hint: String,
}

impl Token {
    pub(super) fn make(cx: &Cx) -> Result<Self> {
        let token = random::token()?;
        let origin = cx.required_var("PUBLIC_URL")?;
        Ok(Self {
            url: format!("{}/webhook/purchase/{token}", origin.trim_end_matches('/')),
            hash: token::hash(&token),
            hint: token.chars().skip(token.chars().count() - HINT_CHARS).collect(),
        })
    }
}

/// An address that replaced another one.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct RotatedPurchaseUrl {
    /// The new address, shown this once.
    url: String,
    /// Until when the one before works as well.
    previous_token_expires_at: Timestamp,
}

/// Replace a hook's address
///
/// For a day both work, so that no event is lost while the shop changes over.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/purchase-hooks/{id}/token", tag = "purchases",
    params(("id" = PurchaseHookId, Path, description = "The hook")),
    responses(
        (status = 201, description = "The new address, shown this once", body = RotatedPurchaseUrl),
        (status = 404, description = "There is no such hook", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It was changed meanwhile", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn rotate_purchase_token(cx: Cx, request: Request) -> Result<Response> {
    let id: PurchaseHookId = request.id("id", "purchase hook")?;
    let user_id = *cx.user_id()?;
    let hook = view::load(&cx, &user_id, &id).await?;
    let made = Token::make(&cx)?;
    let until = cx.now().plus_millis(OVERLAP_MS);
    let entry = audit::Entry {
        actor: Actor::of(&cx),
        action: "purchase_hook.rotate_token",
        subject_id: Some(id.as_str()),
        detail: json!({}),
    };
    let results = audit::commit(&cx, &entry, |batch| {
        let params = params![
            &id,
            hook.version,
            made.hash.as_str(),
            made.hint.as_str(),
            until,
            cx.now()
        ];
        batch.tenant(&user_id, &REPLACE, params)?;
        Ok(())
    })
    .await?;
    if results.changes(0)? == 0 {
        return Err(view::changed_meanwhile());
    }
    let rotated = RotatedPurchaseUrl {
        url: made.url,
        previous_token_expires_at: until,
    };
    response::json_with_status(201, &rotated)
}
