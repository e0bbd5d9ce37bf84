//! Who the buyer is: said by the seller (`PUT /api/purchases/{id}`) or by the buyer, by their link.

use pinewire_domain::{
    access::{purchase::PurchaseStatus, username::Username},
    id::{PurchaseId, UserId},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Error, Result,
    db::FromRow,
    http::{Problem, Request, Response, response},
    jobs, params,
    provisioning::email_key,
    purchases, sql, tradingview,
};
use serde::Deserialize;

use super::{detail, view};

/// Purchases of one buyer that are taken up at once.
const AT_MOST: u32 = 200;

sql! {
    /// Others of the same buyer that wait for the same. ?2 e-mail, ?3 how many.
    tenant WAITING = "SELECT id FROM purchases WHERE user_id = ?1 AND email_key IS NOT NULL AND email_key = ?2
        AND status = 'waiting_username' LIMIT ?3";
    /// ?2 JSON array of purchases, ?3 username, ?4 now.
    tenant SET = "UPDATE purchases SET username = ?3, status = 'received', reason = NULL, updated_at = ?4, version = version + 1
        WHERE user_id = ?1 AND id IN (SELECT value FROM json_each(?2)) AND status IN ('waiting_username', 'waiting_product')";
    /// ?2 e-mail, ?3 username, ?4 the name that the shop tells instead, ?5 now.
    tenant REMEMBER = "INSERT INTO buyers (user_id, email_key, username, replaces, updated_at) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (user_id, email_key) DO UPDATE SET username = ?3, replaces = ?4, updated_at = ?5";
}

#[derive(Debug, FromRow)]
struct Waiting {
    id: PurchaseId,
}

/// The buyer's username.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Named {
    /// The name on TradingView, in any spelling.
    #[cfg_attr(feature = "openapi", schema(example = "Jane"))]
    pub(crate) username: String,
}

/// Say who the buyer is
///
/// For a purchase that waits. The name holds for the buyer's other purchases too.
#[cfg_attr(feature = "openapi", utoipa::path(
    put, path = "/api/purchases/{id}", tag = "purchases", request_body = Named,
    params(("id" = PurchaseId, Path, description = "The purchase")),
    responses(
        (status = 200, description = "The purchase after the change", body = super::detail::PurchaseDetail),
        (status = 404, description = "There is no such purchase", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It does not wait any more", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "TradingView has no such user", body = pinewire_shared::http::ProblemBody),
        (status = 503, description = "TradingView does not say whether there is such a user", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn update_purchase(cx: Cx, mut request: Request) -> Result<Response> {
    let id: PurchaseId = request.id("id", "purchase")?;
    let named: Named = request.json().await?;
    let user_id = *cx.user_id()?;
    set_name(&cx, &user_id, &id, &named).await?;
    response::json(&detail::show(&cx, &user_id, &id).await?)
}

/// Sets the username of a purchase that waits, and of the same buyer's others that wait for it, and has them taken up.
pub(crate) async fn set_name(cx: &Cx, user_id: &UserId, id: &PurchaseId, name: &Named) -> Result<()> {
    let purchase = view::load(cx, user_id, id).await?;
    if !purchase.is(PurchaseStatus::WaitingUsername) && !purchase.is(PurchaseStatus::WaitingProduct) {
        return Err(no_longer());
    }
    let username = existing(cx, &name.username).await?;
    let email = purchase.email.as_deref().map(email_key);
    let db = cx.db()?;
    let mut named = vec![*id];
    if let Some(email) = &email {
        let params = params![email.as_str(), AT_MOST];
        let waiting: Vec<Waiting> = db.tenant(user_id).all(&WAITING, params).await?;
        named.extend(
            waiting
                .into_iter()
                .map(|other| other.id)
                .filter(|other| other != id),
        );
    }
    let replaces = purchase
        .given_name
        .map(|name| name.to_ascii_lowercase())
        .filter(|name| *name != username.key());
    let now: Timestamp = cx.now();
    let ids = serde_json::to_string(&named)?;
    let mut batch = db.batch();
    batch.tenant(user_id, &SET, params![ids, username.as_str(), now])?;
    if let Some(email) = &email {
        let params = params![email.as_str(), username.as_str(), replaces, now];
        batch.tenant(user_id, &REMEMBER, params)?;
    }
    purchases::add_jobs(&mut batch, user_id, &named, now)?;
    let results = batch.run().await?;
    if results.changes(0)? == 0 {
        return Err(no_longer());
    }
    let work = cx.clone();
    cx.wait_until(async move { jobs::send_pending(&work).await });
    Ok(())
}

/// The exact spelling of a user that is there. Unlike a shop, a person can be told that there is none.
async fn existing(cx: &Cx, text: &str) -> Result<Username> {
    let name = Username::parse(text).map_err(|error| Problem::invalid("username", error.to_string()))?;
    let known = tradingview::known_user(cx, &name).await?.map_err(|trouble| {
        let detail =
            "TradingView does not say at the moment whether there is such a user. Try again in a minute.";
        Problem::new(503, "tradingview_unavailable", detail)
            .retry_after(60)
            .because(trouble.failure)
    })?;
    let spelling = known.username.ok_or_else(|| {
        let message = "TradingView has no user with this name. It is shown in the profile on TradingView.";
        Problem::invalid("username", message)
    })?;
    Ok(Username::parse(&spelling).unwrap_or(name))
}

fn no_longer() -> Error {
    let detail = "The username can't be changed any more: access is being given, or was given.";
    Problem::conflict(detail).into()
}
