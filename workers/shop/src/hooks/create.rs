//! `POST /api/purchase-hooks`.

use pinewire_domain::id::PurchaseHookId;
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor},
    http::{Problem, Request, Response, parse_json, response},
    idempotency::{self, Slot},
    params,
    purchases::secret,
    sql,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{token::Token, view::PurchaseHook};

/// Hooks of a seller.
const MOST_HOOKS: u32 = 20;
const MAX_NAME_CHARS: usize = 100;

sql! {
    /// ?2 hook, ?3 name, ?4 hash, ?5 hint, ?6 secret, ?7 now, ?8 how many there may be.
    tenant ADD = "INSERT INTO purchase_hooks (id, user_id, name, token_hash, hint, secret_sealed, created_at, updated_at)
        SELECT ?2, ?1, ?3, ?4, ?5, ?6, ?7, ?7 WHERE (SELECT count(*) FROM purchase_hooks WHERE user_id = ?1) < ?8";
}

/// A new hook.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct NewPurchaseHook {
    /// The seller's own name of the shop: 1 to 100 characters.
    #[cfg_attr(feature = "openapi", schema(example = "My shop"))]
    name: String,
    /// The signing secret that the shop has made (`whsec_…`); absent: a new one is made.
    secret: Option<String>,
}

/// A new hook, with what the shop needs.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct CreatedPurchaseHook {
    #[serde(flatten)]
    hook: PurchaseHook,
    /// The address to give to the shop, shown this once.
    url: String,
    /// What the shop signs with, shown this once.
    secret: String,
}

/// Add a purchase hook
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/purchase-hooks", tag = "purchases", request_body = NewPurchaseHook,
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key, the request is answered as the first time")),
    responses(
        (status = 201, description = "The hook, its address and its secret, shown this once", body = CreatedPurchaseHook),
        (status = 409, description = "There are too many hooks", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A field is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn create_purchase_hook(cx: Cx, mut request: Request) -> Result<Response> {
    let body = request.json_bytes().await?;
    idempotency::run(&cx, &request, &body, async |slot| create(&cx, slot, &body).await).await
}

async fn create(cx: &Cx, slot: &Slot, body: &[u8]) -> Result<Response> {
    let input: NewPurchaseHook = parse_json(body)?;
    let name = name(&input.name)?;
    let chosen = secret::choose(input.secret.as_deref())?;
    let (user_id, now) = (*cx.user_id()?, cx.now());
    let id: PurchaseHookId = cx.new_id()?;
    let sealed = secret::seal(cx, &user_id, &id, secret::PRESENT, &chosen)?;
    let token = Token::make(cx)?;
    let created = CreatedPurchaseHook {
        hook: PurchaseHook {
            id,
            name: name.clone(),
            hint: token.hint.clone(),
            is_enabled: true,
            previous_token_expires_at: None,
            previous_secret_expires_at: None,
            last_event_at: None,
            created_at: now,
            updated_at: now,
            version: 1,
        },
        url: token.url,
        secret: chosen.reveal(),
    };
    let entry = audit::Entry {
        actor: Actor::of(cx),
        action: "purchase_hook.create",
        subject_id: Some(id.as_str()),
        detail: json!({ "name": name }),
    };
    let results = audit::commit(cx, &entry, |batch| {
        let params = params![
            &id,
            name.as_str(),
            token.hash.as_str(),
            token.hint.as_str(),
            sealed.as_str(),
            now,
            MOST_HOOKS
        ];
        batch.tenant(&user_id, &ADD, params)?;
        slot.store_with(batch, 201, &created)
    })
    .await?;
    if results.changes(0)? == 0 {
        let detail = format!("There are {MOST_HOOKS} purchase hooks already. Delete one first.");
        return Err(Problem::conflict(detail).into());
    }
    response::json_with_status(201, &created)
}

/// The name without spaces around it.
pub(super) fn name(text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() || text.chars().nth(MAX_NAME_CHARS).is_some() {
        return Err(Problem::invalid("name", "Give it a name of 1 to 100 characters.").into());
    }
    Ok(text.to_owned())
}
