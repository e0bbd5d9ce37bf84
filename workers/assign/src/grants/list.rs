//! `GET /api/access`.

use pinewire_shared::{
    Cx, Result,
    access::Grant,
    http::{
        Request, Response,
        page::{Asked, Page},
        response,
    },
};

use super::filter::{Filter, Listed};

/// The books, the newest grants first
///
/// With `expiring_within_days` the soonest end comes first.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/access", tag = "access",
    params(
        ("limit" = Option<u32>, Query, description = "Rows on a page, 1 to 200; 50 if absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
        ("status" = Option<String>, Query, description = "`pending`, `active`, `revoking`, `revoked`, `expired` or `failed`"),
        ("script" = Option<String>, Query, description = "The script's id"),
        ("username" = Option<String>, Query, description = "The buyer, in any spelling"),
        ("drift" = Option<String>, Query, description = "What the latest reconciliation found: `missing_on_tv`, `expiry_differs`, or `any`"),
        ("expiring_within_days" = Option<u32>, Query, description = "Access that ends within so many days"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<Grant>),
        (status = 422, description = "A parameter is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn list_grants(cx: Cx, request: Request) -> Result<Response> {
    let asked = Asked::by(&request)?;
    let mut filter = Filter::by(&request, cx.now())?;
    filter.after = asked.cursor;
    let rows: Vec<Listed> = cx
        .db()?
        .tenant(cx.user_id()?)
        .all(filter.statement(), &filter.params(asked.limit + 1))
        .await?;
    let page = Page::new(rows, asked.limit as usize, |row| row.cursor().encode());
    response::json(&Page {
        data: page.data.into_iter().map(|row| Grant::from(row.grant)).collect(),
        next_cursor: page.next_cursor,
    })
}
