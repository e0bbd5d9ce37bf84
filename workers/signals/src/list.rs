//! `GET /api/signals`.

use pinewire_domain::page::{self, Cursor};
use pinewire_shared::{
    Cx, Result,
    http::{Request, Response, page::Page, response},
};
use serde::Deserialize;

#[cfg(feature = "openapi")]
use super::view::Signal;
use super::{filter::FilterQuery, refused, row::Row, view::Viewer};

#[derive(Debug, Deserialize)]
struct PageQuery {
    limit: Option<String>,
    offset: Option<String>,
}

/// The user's signals, the newest first
///
/// Follow `next_cursor`; `offset` is there for older programs.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/signals", tag = "signals",
    params(
        ("limit" = Option<u32>, Query, description = "Rows on a page, 1 to 200; 50 if absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
        ("offset" = Option<u32>, Query, description = "Rows to skip, at most 10,000"),
        ("result" = Option<String>, Query, description = "`pending`, `win`, `loss`, `breakeven`, `skip` or `all`"),
        ("ticker" = Option<String>, Query, description = "`BTCUSDT`, or `BINANCE:BTCUSDT`"),
        ("direction" = Option<String>, Query, description = "`long`, `short`, `flat` or `all`"),
        ("strategy" = Option<String>, Query, description = "The exact name"),
        ("status" = Option<String>, Query, description = "Of the screenshot: `none`, `pending`, `processing`, `completed`, `failed` or `all`"),
        ("from" = Option<String>, Query, description = "Created then or later: a time, or a day (UTC)"),
        ("to" = Option<String>, Query, description = "Created then or earlier: a time, or a day (UTC)"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<Signal>),
        (status = 422, description = "A parameter is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn list_signals(cx: Cx, request: Request) -> Result<Response> {
    let PageQuery { limit, offset } = request.query()?;
    let limit = page::limit(limit.as_deref()).map_err(|error| refused(vec![error]))?;
    let offset = page::offset(offset.as_deref()).map_err(|error| refused(vec![error]))?;
    let filter = request.query::<FilterQuery>()?.parse()?;
    let params = filter.params(limit + 1, offset);
    let rows: Vec<Row> = cx
        .db()?
        .tenant(cx.user_id()?)
        .all(filter.statement(), &params)
        .await?;
    let page = Page::new(rows, limit as usize, |row| {
        Cursor::new(row.created_at, row.id).encode()
    });
    let viewer = Viewer::new(&cx)?;
    let data = page.data.into_iter().map(|row| viewer.show(row)).collect();
    response::json(&Page {
        data,
        next_cursor: page.next_cursor,
    })
}
