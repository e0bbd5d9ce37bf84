//! `GET /api/executions` and `GET /api/trades/last`.

use pinewire_domain::{
    decimal::Decimal,
    id::{BrokerAccountId, ExecutionId, OrderId},
    page::Cursor,
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result,
    db::FromRow,
    http::{Request, Response, page::Page, response},
    sql,
};
use serde::Serialize;

use crate::filter::Filter;

sql! {
    /// ?2 and ?3 where the page begins, ?4 account, ?5 symbol, ?6 order, ?7 rows.
    tenant LIST = "SELECT id, account_id, order_id, symbol, side, quantity, price, fee, is_close, at FROM executions
        WHERE user_id = ?1 AND (at, id) < (?2, ?3) AND (?4 IS NULL OR account_id = ?4)
          AND (?5 IS NULL OR symbol = ?5) AND (?6 IS NULL OR order_id = ?6)
        ORDER BY at DESC, id DESC LIMIT ?7";
    tenant LAST = "SELECT id, account_id, order_id, symbol, side, quantity, price, fee, is_close, at FROM executions
        WHERE user_id = ?1 ORDER BY at DESC, id DESC LIMIT 1";
}

/// A fill.
#[derive(Debug, Serialize, FromRow)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Execution {
    /// `exe_…`
    id: ExecutionId,
    /// The account.
    account_id: BrokerAccountId,
    /// The order.
    order_id: OrderId,
    /// Of what.
    symbol: String,
    /// Bought or sold.
    side: String,
    /// Units.
    quantity: Decimal,
    /// A unit.
    price: Decimal,
    /// What the broker took for it.
    fee: Decimal,
    /// Whether it made a position smaller.
    is_close: bool,
    /// When, by the broker's clock.
    at: Timestamp,
}

/// The user's fills, the newest first
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/executions", tag = "orders",
    params(
        ("limit" = Option<u32>, Query, description = "Rows on a page, 1 to 200; 50 if absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
        ("account_id" = Option<String>, Query), ("symbol" = Option<String>, Query), ("order_id" = Option<String>, Query),
    ),
    responses(
        (status = 200, description = "One page", body = Page<Execution>),
        (status = 422, description = "A parameter is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn list_executions(cx: Cx, request: Request) -> Result<Response> {
    let filter = Filter::of(&request)?;
    let db = cx.db()?;
    let rows: Vec<Execution> = db.tenant(cx.user_id()?).all(&LIST, &filter.params()).await?;
    response::json(&Page::new(rows, filter.limit() as usize, |row| {
        Cursor::new(row.at, row.id).encode()
    }))
}

/// The last trade.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct LastTrade {
    /// Its latest fill; null before the first trade.
    trade: Option<Execution>,
}

/// The user's last trade
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/trades/last", tag = "orders",
    responses((status = 200, description = "The latest fill of all accounts", body = LastTrade))
))]
pub(crate) async fn last_trade(cx: Cx, _request: Request) -> Result<Response> {
    let trade = cx.db()?.tenant(cx.user_id()?).first(&LAST, &[]).await?;
    response::json(&LastTrade { trade })
}
