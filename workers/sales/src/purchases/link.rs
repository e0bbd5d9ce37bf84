//! `POST /api/purchases/{id}/link`: the buyer's link, to hand on by other means than our mail.

use pinewire_domain::{access::purchase::PurchaseStatus, id::PurchaseId, time::Timestamp};
use pinewire_shared::{
    Cx, Result, buyer_link,
    http::{Problem, Request, Response, response},
    jobs, purchases,
};
use serde::Serialize;

use super::view;

/// The link by which a buyer says who they are.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct CreatedBuyerLink {
    /// The address. Whoever has it can set the username of this purchase.
    url: String,
    /// Until when it works.
    expires_at: Timestamp,
    /// Whether it was mailed to the buyer as well.
    mailed: bool,
}

/// Make a link for the buyer
///
/// For a purchase that waits for the username. Where the shop told an e-mail address, the buyer is mailed a link again.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/purchases/{id}/link", tag = "purchases",
    params(("id" = PurchaseId, Path, description = "The purchase")),
    responses(
        (status = 201, description = "The link", body = CreatedBuyerLink),
        (status = 404, description = "There is no such purchase", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It does not wait for the username", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn create_buyer_link(cx: Cx, request: Request) -> Result<Response> {
    let id: PurchaseId = request.id("id", "purchase")?;
    let (user_id, now) = (*cx.user_id()?, cx.now());
    let purchase = view::load(&cx, &user_id, &id).await?;
    if !purchase.is(PurchaseStatus::WaitingUsername) {
        return Err(Problem::conflict("This purchase does not wait for the buyer's username.").into());
    }
    let link = buyer_link::issue(cx.keyring()?, &id, now)?;
    let mailed = purchase.email.is_some();
    if mailed {
        let db = cx.db()?;
        let mut batch = db.batch();
        // One a minute is enough, however often this is asked for.
        let occasion = format!("asked:{}", now.as_millis() / 60_000);
        purchases::add_mail(&mut batch, &user_id, &id, &occasion, now)?;
        batch.run().await?;
        let work = cx.clone();
        cx.wait_until(async move { jobs::send_pending(&work).await });
    }
    let origin = cx.required_var("PUBLIC_URL")?;
    let created = CreatedBuyerLink {
        url: format!("{}/buyer/{}", origin.trim_end_matches('/'), link.token),
        expires_at: link.expires_at,
        mailed,
    };
    response::json_with_status(201, &created)
}
