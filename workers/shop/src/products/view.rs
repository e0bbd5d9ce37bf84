//! `GET /api/products` and one of them.

use pinewire_domain::{
    access::duration::GrantDuration,
    id::{ProductId, ScriptId, UserId},
    page::Cursor,
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Error, Result,
    db::FromRow,
    http::{
        Problem, Request, Response,
        page::{Asked, Page},
        response,
    },
    params, sql,
};
use serde::{Deserialize, Serialize};

sql! {
    /// ?2 and ?3 after which row, ?4 rows.
    tenant LIST = "SELECT p.id, p.reference, p.title, p.duration, p.grace_days, p.created_at, p.updated_at, p.version,
          (SELECT json_group_array(json_object('id', s.id, 'pine_id', s.pine_id, 'title', s.title)) FROM product_scripts AS c
           JOIN tradingview_scripts AS s ON s.id = c.script_id WHERE c.product_id = p.id) AS scripts
        FROM products AS p WHERE p.user_id = ?1 AND (p.created_at, p.id) < (?2, ?3)
        ORDER BY p.created_at DESC, p.id DESC LIMIT ?4";
    /// ?2 product.
    tenant ONE = "SELECT p.id, p.reference, p.title, p.duration, p.grace_days, p.created_at, p.updated_at, p.version,
          (SELECT json_group_array(json_object('id', s.id, 'pine_id', s.pine_id, 'title', s.title)) FROM product_scripts AS c
           JOIN tradingview_scripts AS s ON s.id = c.script_id WHERE c.product_id = p.id) AS scripts
        FROM products AS p WHERE p.user_id = ?1 AND p.id = ?2";
}

#[derive(Debug, FromRow)]
struct Row {
    id: ProductId,
    reference: String,
    title: String,
    duration: GrantDuration,
    grace_days: u16,
    created_at: Timestamp,
    updated_at: Timestamp,
    version: i64,
    scripts: String,
}

/// What a product of a shop gives.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Product {
    /// Its id.
    pub(super) id: ProductId,
    /// The shop's name of it, as its events tell it.
    pub(super) reference: String,
    /// What the buyer is shown.
    title: String,
    /// How long each payment lasts: `1M`, `30D`, `1Y`, or `1L` for a lifetime.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    duration: GrantDuration,
    /// Days after what is paid for in which a late renewal finds the access still there.
    grace_days: u16,
    /// Access to these.
    scripts: Vec<ProductScript>,
    /// When it was added.
    created_at: Timestamp,
    /// When it last changed.
    updated_at: Timestamp,
    /// Counts the changes.
    version: i64,
}

/// A script of a product.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ProductScript {
    /// Its id.
    id: ScriptId,
    /// Its id on TradingView.
    pine_id: String,
    /// Its title.
    title: String,
}

impl Row {
    fn show(self) -> Result<Product> {
        Ok(Product {
            scripts: serde_json::from_str(&self.scripts)?,
            id: self.id,
            reference: self.reference,
            title: self.title,
            duration: self.duration,
            grace_days: self.grace_days,
            created_at: self.created_at,
            updated_at: self.updated_at,
            version: self.version,
        })
    }
}

/// Products, the newest first
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/products", tag = "purchases",
    params(
        ("limit" = Option<u32>, Query, description = "Rows on a page, 1 to 200; 50 if absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<Product>),
        (status = 422, description = "A parameter is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn list_products(cx: Cx, request: Request) -> Result<Response> {
    let asked = Asked::by(&request)?;
    let (before, before_id) = asked.before();
    let params = params![before, before_id, asked.limit + 1];
    let rows: Vec<Row> = cx.db()?.tenant(cx.user_id()?).all(&LIST, params).await?;
    let products = rows.into_iter().map(Row::show).collect::<Result<Vec<_>>>()?;
    response::json(&Page::new(products, asked.limit as usize, |product| {
        Cursor::new(product.created_at, product.id).encode()
    }))
}

/// A product
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/products/{id}", tag = "purchases",
    params(("id" = ProductId, Path, description = "The product")),
    responses(
        (status = 200, description = "The product", body = Product),
        (status = 404, description = "There is no such product", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn get_product(cx: Cx, request: Request) -> Result<Response> {
    let id: ProductId = request.id("id", "product")?;
    response::json(&load(&cx, cx.user_id()?, &id).await?)
}

/// A product of this seller; 404 if there is none.
pub(super) async fn load(cx: &Cx, user_id: &UserId, id: &ProductId) -> Result<Product> {
    let row: Option<Row> = cx.db()?.tenant(user_id).first(&ONE, params![id]).await?;
    row.ok_or_else(no_such_product)?.show()
}

pub(super) fn no_such_product() -> Error {
    Problem::not_found("product").into()
}
