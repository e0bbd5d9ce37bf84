//! The buyer's own page: what was bought, and who they are on TradingView. Whoever has the link may do this, and nothing
//! else.

use pinewire_domain::{
    id::{PurchaseId, UserId},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Error, Result, buyer_link,
    db::FromRow,
    http::{Access, Limit, Problem, Request, Response, Route, response},
    params, routes,
    signed_url::LinkError,
    sql,
};
use serde::Serialize;

use crate::purchases::{Named, set_name, view::no_such_purchase};

pub(crate) const ROUTES: &[Route] = routes! {
    GET "/api/buyer/{link}" => get_buyer_purchase, Access::Public, Limit::Standard;
    PUT "/api/buyer/{link}" => set_buyer_username, Access::Public, Limit::Credentials;
};

/// For docs/openapi.json.
#[cfg(feature = "openapi")]
#[derive(utoipa::OpenApi)]
#[openapi(paths(get_buyer_purchase, set_buyer_username))]
pub(crate) struct Docs;

sql! {
    /// ?1 purchase. The link says which: its holder has no account.
    system BOUGHT = "SELECT p.user_id, u.display_name AS seller, coalesce(d.title, p.product) AS product, p.status, p.reason,
          coalesce(p.username, p.given_name) AS username, p.created_at,
          (SELECT json_group_array(s.title) FROM product_scripts AS c JOIN tradingview_scripts AS s ON s.id = c.script_id
           WHERE c.product_id = d.id) AS scripts
        FROM purchases AS p JOIN users AS u ON u.id = p.user_id
        LEFT JOIN products AS d ON d.user_id = p.user_id AND d.reference = p.product
        WHERE p.id = ?1 AND u.status = 'active'";
}

#[derive(Debug, FromRow)]
struct Bought {
    user_id: UserId,
    seller: String,
    product: String,
    status: String,
    reason: Option<String>,
    username: Option<String>,
    created_at: Timestamp,
    scripts: String,
}

/// What a buyer sees of their purchase.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct BuyerPurchase {
    /// The seller's name; may be empty.
    seller: String,
    /// What was bought.
    product: String,
    /// The scripts that it gives access to.
    scripts: Vec<String>,
    /// When it was bought.
    created_at: Timestamp,
    /// Where it stands: see the purchase's status.
    status: String,
    /// The username that is known so far.
    username: Option<String>,
    /// Whether the username is asked for.
    needs_username: bool,
    /// Whether the username so far is nobody's.
    is_username_unknown: bool,
    /// Until when the link works.
    link_expires_at: Timestamp,
}

/// What was bought, for the buyer
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/buyer/{link}", tag = "purchases",
    params(("link" = String, Path, description = "The last part of the buyer's link")),
    responses(
        (status = 200, description = "The purchase", body = BuyerPurchase),
        (status = 404, description = "This is no link of ours, or the purchase is gone", body = pinewire_shared::http::ProblemBody),
        (status = 410, description = "The link has expired", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn get_buyer_purchase(cx: Cx, request: Request) -> Result<Response> {
    let (id, expires_at) = opened(&cx, &request)?;
    let bought = load(&cx, &id).await?;
    response::json(&bought.show(expires_at)?)
}

/// Say one's username, as the buyer
///
/// As long as the access has not been given.
#[cfg_attr(feature = "openapi", utoipa::path(
    put, path = "/api/buyer/{link}", tag = "purchases", request_body = Named,
    params(("link" = String, Path, description = "The last part of the buyer's link")),
    responses(
        (status = 200, description = "The purchase after the change", body = BuyerPurchase),
        (status = 404, description = "This is no link of ours, or the purchase is gone", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "Access is being given, or was given", body = pinewire_shared::http::ProblemBody),
        (status = 410, description = "The link has expired", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "TradingView has no such user", body = pinewire_shared::http::ProblemBody),
        (status = 503, description = "TradingView does not say whether there is such a user", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn set_buyer_username(cx: Cx, mut request: Request) -> Result<Response> {
    let (id, expires_at) = opened(&cx, &request)?;
    let named: Named = request.json().await?;
    let bought = load(&cx, &id).await?;
    set_name(&cx, &bought.user_id, &id, &named).await?;
    let bought = load(&cx, &id).await?;
    response::json(&bought.show(expires_at)?)
}

fn opened(cx: &Cx, request: &Request) -> Result<(PurchaseId, Timestamp)> {
    buyer_link::verify(cx.keyring()?, request.param("link")?, cx.now()).map_err(|error| {
        let problem = match error {
            LinkError::Invalid => Problem::not_found("link"),
            LinkError::Expired => Problem::new(
                410,
                "link_expired",
                "This link has expired. Ask the seller for a new one.",
            ),
        };
        Error::from(problem)
    })
}

async fn load(cx: &Cx, id: &PurchaseId) -> Result<Bought> {
    let bought: Option<Bought> = cx.db()?.system().first(&BOUGHT, params![id]).await?;
    bought.ok_or_else(no_such_purchase)
}

impl Bought {
    fn show(self, link_expires_at: Timestamp) -> Result<BuyerPurchase> {
        Ok(BuyerPurchase {
            scripts: serde_json::from_str(&self.scripts)?,
            needs_username: self.status == "waiting_username",
            is_username_unknown: self.reason.as_deref() == Some("username_unknown"),
            seller: self.seller,
            product: self.product,
            created_at: self.created_at,
            status: self.status,
            username: self.username,
            link_expires_at,
        })
    }
}
