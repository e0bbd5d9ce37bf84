//! A delivery's next try.

use pinewire_domain::{
    id::{DeliveryId, EndpointId, EventId, UserId},
    standard_webhooks::{EventType, after_try},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result, clock,
    db::FromRow,
    events::{secret, target},
    jobs::Claimed,
    params,
    queue::Delivery,
    random, sql,
};
use serde::Serialize;
use serde_json::value::RawValue;

use super::{
    post,
    record::{self, Try},
};

/// A wait that a queue message bridges by itself; for longer ones the sweep sends another message.
const SHORT_WAIT_S: u64 = 60;

sql! {
    /// ?2 delivery, if it is still to be tried.
    tenant GET = "SELECT d.endpoint_id, d.event_id, d.tries, d.event_type, e.created_at, e.data, p.url, p.is_enabled, p.hold_until,
          p.secret_sealed, p.previous_secret_sealed, p.previous_until
        FROM event_deliveries AS d JOIN events AS e ON e.id = d.event_id JOIN event_endpoints AS p ON p.id = d.endpoint_id
        WHERE d.user_id = ?1 AND d.id = ?2 AND d.status = 'pending'";
    /// ?2 delivery, ?3 now, ?4 why.
    tenant END = "UPDATE event_deliveries SET status = 'failed', next_at = NULL, finished_at = ?3, error = ?4
        WHERE user_id = ?1 AND id = ?2 AND status = 'pending'";
}

#[derive(Debug, FromRow)]
struct Pending {
    endpoint_id: EndpointId,
    event_id: EventId,
    tries: u32,
    event_type: EventType,
    created_at: Timestamp,
    data: String,
    url: String,
    is_enabled: bool,
    hold_until: Timestamp,
    #[row(flatten)]
    secrets: secret::Sealed,
}

/// The body, as the specification has it.
#[derive(Serialize)]
struct Body<'a> {
    r#type: EventType,
    timestamp: Timestamp,
    data: &'a RawValue,
}

pub(crate) async fn deliver(cx: &Cx, job: &Claimed, user_id: &UserId, id: &DeliveryId) -> Result<Delivery> {
    let pending: Option<Pending> = cx.db()?.tenant(user_id).first(&GET, params![id]).await?;
    let Some(pending) = pending else {
        return end(cx, job, user_id, id, None).await;
    };
    if !pending.is_enabled {
        return end(cx, job, user_id, id, Some("endpoint_disabled")).await;
    }
    // The address was checked when it was given; the rules may have become stricter since.
    if target::check(cx, &pending.url).is_err() {
        return end(cx, job, user_id, id, Some("url_refused")).await;
    }
    let at = clock::now();
    if pending.hold_until > at {
        return wait(cx, job, pending.hold_until, at).await;
    }
    let secrets = secret::open(cx, user_id, &pending.endpoint_id, &pending.secrets, at)?;
    let answer = post::post(&pending.url, &pending.event_id, &pending.body()?, &secrets, at).await?;
    let number = pending.tries + 1;
    let jitter = u32::from_be_bytes(random::bytes::<4>()?);
    let now = clock::now();
    let attempt = Try {
        user_id,
        delivery_id: id,
        endpoint_id: &pending.endpoint_id,
        number,
        at,
        now,
        after: after_try(number, answer.status, now, jitter),
        answer,
    };
    record::record(cx, job, &attempt).await
}

/// Ends a delivery that nobody can try.
pub(crate) async fn abandon(cx: &Cx, user_id: &UserId, id: &DeliveryId) -> Result<()> {
    let params = params![id, clock::now(), "workers_died"];
    cx.db()?.tenant(user_id).run(&END, params).await?;
    Ok(())
}

async fn end(
    cx: &Cx,
    job: &Claimed,
    user_id: &UserId,
    id: &DeliveryId,
    error: Option<&str>,
) -> Result<Delivery> {
    let db = cx.db()?;
    let mut batch = db.batch();
    job.hold(&mut batch)?;
    if let Some(error) = error {
        batch.tenant(user_id, &END, params![id, clock::now(), error])?;
    }
    job.complete(&mut batch)?;
    batch.run().await?;
    Ok(Delivery::Ack)
}

/// Leaves the delivery for later without a try.
async fn wait(cx: &Cx, job: &Claimed, until: Timestamp, now: Timestamp) -> Result<Delivery> {
    let db = cx.db()?;
    let mut batch = db.batch();
    let delivery = put_off(&mut batch, job, until, now, None)?;
    batch.run().await?;
    Ok(delivery)
}

/// Gives the job back until a time, however far away.
pub(super) fn put_off(
    batch: &mut pinewire_shared::db::Batch<'_>,
    job: &Claimed,
    until: Timestamp,
    now: Timestamp,
    error: Option<&str>,
) -> Result<Delivery> {
    let seconds = now.seconds_until(until);
    if seconds > SHORT_WAIT_S {
        job.postpone(batch, until, error)?;
        return Ok(Delivery::Ack);
    }
    job.retry_later(batch, until, error.unwrap_or("the endpoint is left alone"))?;
    Ok(Delivery::Retry {
        delay_seconds: u32::try_from(seconds + 1).unwrap_or(1),
    })
}

impl Pending {
    fn body(&self) -> Result<String> {
        let body = Body {
            r#type: self.event_type,
            timestamp: self.created_at,
            data: serde_json::from_str(&self.data)?,
        };
        Ok(serde_json::to_string(&body)?)
    }
}
