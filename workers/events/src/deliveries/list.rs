//! `GET /api/event-deliveries`.

use pinewire_domain::{
    id::{EndpointId, EventId},
    page::Cursor,
    standard_webhooks::EventType,
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result,
    http::{
        Request, Response,
        page::{Asked, Page},
        response,
    },
    params, sql,
};
use serde::Deserialize;

use super::view::{DeliveryStatus, EventDelivery, delivery_columns};

/// What every list has: ?2 and ?3 after which row, ?4 rows, ?5 endpoint, ?6 status, ?7 type, ?8 event, ?9 from, ?10 to.
macro_rules! list {
    ($index:literal) => {
        concat!("SELECT ", delivery_columns!(), " FROM event_deliveries AS d INDEXED BY ", $index, "
        WHERE d.user_id = ?1 AND (d.created_at, d.id) < (?2, ?3)
          AND (?5 IS NULL OR d.endpoint_id = ?5) AND (?6 IS NULL OR d.status = ?6) AND (?7 IS NULL OR d.event_type = ?7)
          AND (?8 IS NULL OR d.event_id = ?8) AND (?9 IS NULL OR d.created_at >= ?9) AND (?10 IS NULL OR d.created_at < ?10)
        ORDER BY d.created_at DESC, d.id DESC LIMIT ?4")
    };
    ($index:literal, $column:literal) => {
        concat!("SELECT ", delivery_columns!(), " FROM event_deliveries AS d INDEXED BY ", $index, "
        WHERE d.user_id = ?1 AND ", $column, " AND (d.created_at, d.id) < (?2, ?3)
          AND (?5 IS NULL OR d.endpoint_id = ?5) AND (?6 IS NULL OR d.status = ?6) AND (?7 IS NULL OR d.event_type = ?7)
          AND (?8 IS NULL OR d.event_id = ?8) AND (?9 IS NULL OR d.created_at >= ?9) AND (?10 IS NULL OR d.created_at < ?10)
        ORDER BY d.created_at DESC, d.id DESC LIMIT ?4")
    };
}

sql! {
    tenant ALL = list!("event_deliveries_by_user");
    tenant OF_STATUS = list!("event_deliveries_by_status", "d.status = ?6");
    tenant OF_ENDPOINT = list!("event_deliveries_by_endpoint", "d.endpoint_id = ?5");
    tenant OF_EVENT = list!("event_deliveries_by_event", "d.event_id = ?8");
}

#[derive(Debug, Deserialize)]
struct Filter {
    endpoint_id: Option<EndpointId>,
    status: Option<DeliveryStatus>,
    event_type: Option<EventType>,
    event_id: Option<EventId>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
}

/// Deliveries, the newest first
///
/// They are kept for 30 days.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/event-deliveries", tag = "events",
    params(
        ("limit" = Option<u32>, Query, description = "Rows on a page, 1 to 200; 50 if absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
        ("endpoint_id" = Option<EndpointId>, Query, description = "To this endpoint"),
        ("status" = Option<String>, Query, description = "Those that stand so: `pending`, `delivered` or `failed`"),
        ("event_type" = Option<EventType>, Query, description = "Of events of this type"),
        ("event_id" = Option<EventId>, Query, description = "Of this event"),
        ("from" = Option<Timestamp>, Query, description = "From this time on"),
        ("to" = Option<Timestamp>, Query, description = "Before this time"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<EventDelivery>),
        (status = 422, description = "A parameter is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn list_event_deliveries(cx: Cx, request: Request) -> Result<Response> {
    let asked = Asked::by(&request)?;
    let filter: Filter = request.query()?;
    let statement = if filter.event_id.is_some() {
        &OF_EVENT
    } else if filter.endpoint_id.is_some() {
        &OF_ENDPOINT
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
        filter.endpoint_id.as_ref(),
        filter.status.map(DeliveryStatus::as_str),
        filter.event_type.map(EventType::as_str),
        filter.event_id.as_ref(),
        filter.from,
        filter.to
    ];
    let rows: Vec<EventDelivery> = cx.db()?.tenant(cx.user_id()?).all(statement, params).await?;
    response::json(&Page::new(rows, asked.limit as usize, |row| {
        Cursor::new(row.created_at, row.id).encode()
    }))
}
