//! `GET /api/orders` and `GET /api/orders/{id}`.

use pinewire_domain::{id::OrderId, page::Cursor, time::Timestamp};
use pinewire_shared::{
    Cx, Result,
    db::FromRow,
    http::{Problem, Request, Response, page::Page, response},
    params, sql,
};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::filter::Filter;

sql! {
    /// ?2 and ?3 where the page begins, ?4 account, ?5 symbol, ?6 order, ?7 rows.
    tenant LIST = "SELECT id, created_at, view FROM orders
        WHERE user_id = ?1 AND (created_at, id) < (?2, ?3) AND (?4 IS NULL OR account_id = ?4)
          AND (?5 IS NULL OR symbol = ?5) AND (?6 IS NULL OR ?6 IN (id, parent_id))
        ORDER BY created_at DESC, id DESC LIMIT ?7";
    tenant OPEN = "SELECT id, created_at, view FROM orders
        WHERE user_id = ?1 AND is_open = 1 AND (created_at, id) < (?2, ?3) AND (?4 IS NULL OR account_id = ?4)
          AND (?5 IS NULL OR symbol = ?5) AND (?6 IS NULL OR ?6 IN (id, parent_id))
        ORDER BY created_at DESC, id DESC LIMIT ?7";
    tenant ONE = "SELECT id, created_at, view FROM orders WHERE user_id = ?1 AND id = ?2";
    tenant EVENTS = "SELECT seq, at, kind, detail FROM order_events WHERE user_id = ?1 AND order_id = ?2 ORDER BY seq LIMIT 500";
}

#[derive(Debug, FromRow)]
struct Row {
    id: OrderId,
    created_at: Timestamp,
    view: String,
}

/// The user's orders, the newest first
///
/// As the accounts' sequencers have told of them. `open=true` shows those that may still change.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/orders", tag = "orders",
    params(
        ("limit" = Option<u32>, Query, description = "Rows on a page, 1 to 200; 50 if absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
        ("account_id" = Option<String>, Query), ("symbol" = Option<String>, Query),
        ("order_id" = Option<String>, Query, description = "This order and its target and stop"),
        ("open" = Option<bool>, Query),
    ),
    responses(
        (status = 200, description = "One page", body = Page<pinewire_domain::trading::sequencer::OrderView>),
        (status = 422, description = "A parameter is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn list_orders(cx: Cx, request: Request) -> Result<Response> {
    let filter = Filter::of(&request)?;
    let statement = if filter.open { &OPEN } else { &LIST };
    let db = cx.db()?;
    let rows: Vec<Row> = db.tenant(cx.user_id()?).all(statement, &filter.params()).await?;
    let page = Page::new(rows, filter.limit() as usize, |row| {
        Cursor::new(row.created_at, row.id).encode()
    });
    let mut data = Vec::with_capacity(page.data.len());
    for row in page.data {
        data.push(RawValue::from_string(row.view)?);
    }
    response::json(&Page {
        data,
        next_cursor: page.next_cursor,
    })
}

#[derive(Debug, FromRow)]
struct EventRow {
    seq: i64,
    at: Timestamp,
    kind: String,
    detail: String,
}

/// Something that happened to an order.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct Event {
    /// The number of the account's event.
    seq: i64,
    /// When.
    at: Timestamp,
    /// What: `order_changed`, `executed`, …
    kind: String,
    /// What is told of it.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    detail: Box<RawValue>,
}

/// An order with everything that happened to it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct Detail {
    /// The order as it is now.
    #[cfg_attr(feature = "openapi", schema(value_type = pinewire_domain::trading::sequencer::OrderView))]
    order: Box<RawValue>,
    /// What happened, the oldest first; 500 at most.
    events: Vec<Event>,
}

/// An order, with its whole life
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/orders/{id}", tag = "orders", params(("id" = String, Path)),
    responses(
        (status = 200, description = "The order", body = Detail),
        (status = 404, description = "There is no such order", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn get_order(cx: Cx, request: Request) -> Result<Response> {
    let id: OrderId = request.id("id", "order")?;
    let db = cx.db()?;
    let mut batch = db.batch();
    batch.tenant(cx.user_id()?, &ONE, params![&id])?;
    batch.tenant(cx.user_id()?, &EVENTS, params![&id])?;
    let mut results = batch.run().await?;
    let row: Option<Row> = results.first(0)?;
    let row = row.ok_or_else(|| Problem::not_found("order"))?;
    let mut events = Vec::new();
    for event in results.rows::<EventRow>(1)? {
        events.push(Event {
            seq: event.seq,
            at: event.at,
            kind: event.kind,
            detail: RawValue::from_string(event.detail)?,
        });
    }
    response::json(&Detail {
        order: RawValue::from_string(row.view)?,
        events,
    })
}
