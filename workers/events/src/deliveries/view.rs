//! A delivery as the API shows it.

use pinewire_domain::{
    id::{DeliveryId, EndpointId, EventId, UserId},
    standard_webhooks::EventType,
    text_enum,
    time::Timestamp,
};
use pinewire_shared::{Cx, Result, db::FromRow, http::Problem, params, sql};
use serde::Serialize;

text_enum! {
    /// Where a delivery stands.
    DeliveryStatus("delivery status") {
        /// It is to be tried, for the first time or again.
        Pending = "pending",
        /// It arrived.
        Delivered = "delivered",
        /// It was given up; it can be replayed.
        Failed = "failed",
    }
}

/// The columns of [`EventDelivery`], of a query on `event_deliveries AS d`.
macro_rules! delivery_columns {
    () => {
        "d.id, d.endpoint_id, d.event_id, d.event_type, d.cause, d.created_at, d.status, d.tries, d.next_at, d.finished_at,
         d.http_status, d.latency_ms, d.error"
    };
}
pub(super) use delivery_columns;

sql! {
    tenant ONE = concat!("SELECT ", delivery_columns!(), " FROM event_deliveries AS d WHERE d.user_id = ?1 AND d.id = ?2");
}

/// An event on its way to an endpoint.
#[derive(Debug, Serialize, FromRow)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct EventDelivery {
    /// Its id.
    pub(super) id: DeliveryId,
    /// To whom.
    pub(super) endpoint_id: EndpointId,
    /// What: the `webhook-id`.
    pub(super) event_id: EventId,
    /// Of which type.
    event_type: EventType,
    /// Why: `event`, `replay` or `test`.
    cause: String,
    /// When it was to be sent.
    pub(super) created_at: Timestamp,
    /// Where it stands: `pending`, `delivered` or `failed`.
    status: String,
    /// How often it was tried.
    tries: u32,
    /// When it is tried next; null: not again.
    #[serde(rename = "next_try_at")]
    next_at: Option<Timestamp>,
    /// When it arrived or was given up.
    finished_at: Option<Timestamp>,
    /// The status of the latest answer; null: none came.
    http_status: Option<u16>,
    /// How long the latest answer took.
    latency_ms: Option<i64>,
    /// Why the latest try failed: `refused`, `redirected`, `gone`, `no_answer`, `endpoint_disabled`, `url_refused`, `workers_died`.
    error: Option<String>,
}

/// A delivery of this seller; 404 if there is none.
pub(crate) async fn load(cx: &Cx, user_id: &UserId, id: &DeliveryId) -> Result<EventDelivery> {
    let delivery: Option<EventDelivery> = cx.db()?.tenant(user_id).first(&ONE, params![id]).await?;
    delivery.ok_or_else(|| Problem::not_found("delivery").into())
}
