//! `GET /api/purchases`.

use pinewire_domain::{
    access::purchase::{PurchaseKind, PurchaseStatus},
    page::Cursor,
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result,
    http::{
        Request, Response,
        page::{Asked, Page},
        response,
    },
    params,
    provisioning::email_key,
    sql,
};
use serde::Deserialize;

use super::view::{Purchase, purchase_columns};

/// What every list has: ?2 and ?3 after which row, ?4 rows, ?5 status, ?6 kind, ?7 product, ?8 e-mail, ?9 username,
/// ?10 order, ?11 from, ?12 to.
macro_rules! list {
    ($index:literal, $column:literal) => {
        concat!("SELECT ", purchase_columns!(), " FROM purchases AS p INDEXED BY ", $index, "
        WHERE p.user_id = ?1 ", $column, " AND (p.created_at, p.id) < (?2, ?3)
          AND (?5 IS NULL OR p.status = ?5) AND (?6 IS NULL OR p.kind = ?6) AND (?7 IS NULL OR p.product = ?7)
          AND (?8 IS NULL OR p.email_key = ?8) AND (?9 IS NULL OR lower(coalesce(p.username, p.given_name)) = lower(?9))
          AND (?10 IS NULL OR p.order_id = ?10) AND (?11 IS NULL OR p.created_at >= ?11) AND (?12 IS NULL OR p.created_at < ?12)
        ORDER BY p.created_at DESC, p.id DESC LIMIT ?4")
    };
}

sql! {
    tenant ALL = list!("purchases_by_user", "");
    tenant OF_STATUS = list!("purchases_by_status", "AND p.status = ?5");
    tenant OF_BUYER = list!("purchases_by_email", "AND p.email_key IS NOT NULL AND p.email_key = ?8");
}

#[derive(Debug, Deserialize)]
struct Filter {
    status: Option<PurchaseStatus>,
    kind: Option<PurchaseKind>,
    product: Option<String>,
    email: Option<String>,
    username: Option<String>,
    order_id: Option<String>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
}

/// Events of shops, the newest first
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/purchases", tag = "purchases",
    params(
        ("limit" = Option<u32>, Query, description = "Rows on a page, 1 to 200; 50 if absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
        ("status" = Option<PurchaseStatus>, Query, description = "Those that stand so"),
        ("kind" = Option<PurchaseKind>, Query, description = "Of this kind"),
        ("product" = Option<String>, Query, description = "The shop's name of the product"),
        ("email" = Option<String>, Query, description = "The buyer's e-mail address, in any case"),
        ("username" = Option<String>, Query, description = "The buyer's username, in any case"),
        ("order_id" = Option<String>, Query, description = "The shop's id of the order"),
        ("from" = Option<Timestamp>, Query, description = "From this time on"),
        ("to" = Option<Timestamp>, Query, description = "Before this time"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<Purchase>),
        (status = 422, description = "A parameter is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn list_purchases(cx: Cx, request: Request) -> Result<Response> {
    let asked = Asked::by(&request)?;
    let filter: Filter = request.query()?;
    let statement = if filter.email.is_some() {
        &OF_BUYER
    } else if filter.status.is_some() {
        &OF_STATUS
    } else {
        &ALL
    };
    let (before, before_id) = asked.before();
    let params = params![
        before,
        before_id,
        asked.limit + 1,
        filter.status.map(PurchaseStatus::as_str),
        filter.kind.map(PurchaseKind::as_str),
        filter.product.as_deref(),
        filter.email.as_deref().map(email_key),
        filter.username.as_deref(),
        filter.order_id.as_deref(),
        filter.from,
        filter.to
    ];
    let rows: Vec<Purchase> = cx.db()?.tenant(cx.user_id()?).all(statement, params).await?;
    response::json(&Page::new(rows, asked.limit as usize, |row| {
        Cursor::new(row.created_at, row.id).encode()
    }))
}
