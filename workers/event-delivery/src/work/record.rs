//! What came of a try, in one transaction: the log, the delivery, how the endpoint stands, what happens next.

use pinewire_domain::{
    id::{DeliveryId, EndpointId, JobId, UserId},
    standard_webhooks::{AfterTry, hold_after},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result,
    db::{Batch, FromRow},
    jobs::{self, Claimed},
    params,
    queue::{Delivery, Topic},
    random, sql,
};
use serde::Serialize;

use super::{deliver::put_off, post::Answer};

sql! {
    /// ?2 delivery, ?3 number, ?4 at, ?5 status, ?6 latency, ?7 body, ?8 error.
    tenant LOG = "INSERT INTO event_delivery_tries (user_id, delivery_id, number, at, http_status, latency_ms, body, error)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    /// ?2 delivery, ?3 status, ?4 number, ?5 the next try, ?6 when it ended, ?7 HTTP status, ?8 latency, ?9 error.
    tenant UPDATE = "UPDATE event_deliveries SET status = ?3, tries = ?4, next_at = ?5, finished_at = ?6, http_status = ?7,
          latency_ms = ?8, error = ?9
        WHERE user_id = ?1 AND id = ?2 AND status = 'pending'";
    /// ?2 endpoint, ?3 now.
    tenant ARRIVED = "UPDATE event_endpoints SET failures = 0, failing_since = NULL, hold_until = 0, succeeded_at = ?3
        WHERE user_id = ?1 AND id = ?2";
    /// ?2 endpoint, ?3 when the try was made. A failure that was overtaken by a success counts from there.
    tenant FAILED = "UPDATE event_endpoints SET failures = failures + 1,
          failing_since = coalesce(failing_since, max(?3, coalesce(succeeded_at + 1, 0)))
        WHERE user_id = ?1 AND id = ?2
        RETURNING failures";
    /// ?2 endpoint, ?3 until.
    tenant HOLD = "UPDATE event_endpoints SET hold_until = max(hold_until, ?3) WHERE user_id = ?1 AND id = ?2";
    /// ?2 endpoint, ?3 now, ?4 why, ?5 a delivery: nothing has arrived since its first try (NULL: however that is).
    tenant DISABLE = "UPDATE event_endpoints SET is_enabled = 0, disabled_reason = ?4, disabled_at = ?3, updated_at = ?3,
          version = version + 1
        WHERE user_id = ?1 AND id = ?2 AND is_enabled = 1 AND (?5 IS NULL
          OR failing_since <= (SELECT at FROM event_delivery_tries WHERE delivery_id = ?5 AND number = 1))";
    /// What was on its way to an endpoint that is disabled now. ?2 endpoint, ?3 now.
    tenant END_OTHERS = "UPDATE event_deliveries SET status = 'failed', next_at = NULL, finished_at = ?3, error = 'endpoint_disabled'
        WHERE user_id = ?1 AND endpoint_id = ?2 AND status = 'pending'
          AND (SELECT is_enabled FROM event_endpoints WHERE id = ?2) = 0";
    /// The mail to its owner, once for each time. ?2 endpoint, ?3 now, ?4 job, ?5 topic, ?6 payload.
    tenant TELL = "INSERT INTO jobs (id, topic, idempotency_key, user_id, payload, created_at, available_at)
        SELECT ?4, ?5, 'mail:event_endpoint_disabled:' || id || ':' || disabled_at, user_id, ?6, ?3, ?3
        FROM event_endpoints WHERE user_id = ?1 AND id = ?2 AND disabled_at = ?3
        ON CONFLICT (idempotency_key) DO NOTHING";
}

/// A try that was made.
pub(super) struct Try<'a> {
    pub(super) user_id: &'a UserId,
    pub(super) delivery_id: &'a DeliveryId,
    pub(super) endpoint_id: &'a EndpointId,
    /// From 1.
    pub(super) number: u32,
    /// When it was made.
    pub(super) at: Timestamp,
    /// When it was over.
    pub(super) now: Timestamp,
    /// What came of it.
    pub(super) answer: Answer,
    /// What that means.
    pub(super) after: AfterTry,
}

#[derive(Debug, FromRow)]
struct Failures {
    failures: u32,
}

#[derive(Serialize)]
struct Mail<'a> {
    template: &'static str,
    user_id: &'a str,
    endpoint_id: &'a str,
}

pub(super) async fn record(cx: &Cx, job: &Claimed, attempt: &Try<'_>) -> Result<Delivery> {
    let db = cx.db()?;
    let mut batch = db.batch();
    job.hold(&mut batch)?;
    let error = attempt.error();
    attempt.log(&mut batch, error)?;
    let health = 3;
    if attempt.after == AfterTry::Delivered {
        batch.tenant(
            attempt.user_id,
            &ARRIVED,
            params![attempt.endpoint_id, attempt.now],
        )?;
    } else {
        batch.tenant(attempt.user_id, &FAILED, params![attempt.endpoint_id, attempt.at])?;
    }
    let delivery = match attempt.after {
        AfterTry::Retry(at) => put_off(&mut batch, job, at, attempt.now, error)?,
        AfterTry::Delivered => Delivery::Ack,
        AfterTry::GivenUp => {
            attempt.disable(&mut batch, "failing", Some(attempt.delivery_id))?;
            Delivery::Ack
        }
        AfterTry::Gone => {
            attempt.disable(&mut batch, "gone", None)?;
            Delivery::Ack
        }
    };
    if !matches!(attempt.after, AfterTry::Retry(_)) {
        job.complete(&mut batch)?;
    }
    let mut results = batch.run().await?;
    if attempt.after == AfterTry::Delivered {
        return Ok(delivery);
    }
    let failures = results.first::<Failures>(health)?.map_or(0, |row| row.failures);
    if let Some(pause) = hold_after(failures) {
        let params = params![attempt.endpoint_id, attempt.now.plus(pause)];
        db.tenant(attempt.user_id).run(&HOLD, params).await?;
    }
    if !matches!(attempt.after, AfterTry::Retry(_)) {
        jobs::send_pending(cx).await;
    }
    Ok(delivery)
}

impl Try<'_> {
    /// Why it failed, as a stable word.
    fn error(&self) -> Option<&'static str> {
        match self.answer.status {
            Some(200..=299) => None,
            Some(300..=399) => Some("redirected"),
            Some(410) => Some("gone"),
            Some(_) => Some("refused"),
            None => Some("no_answer"),
        }
    }

    fn log(&self, batch: &mut Batch<'_>, error: Option<&str>) -> Result<()> {
        let Answer {
            status,
            latency_ms,
            body,
        } = &self.answer;
        let params = params![
            self.delivery_id,
            self.number,
            self.at,
            *status,
            *latency_ms,
            body.as_deref(),
            error
        ];
        batch.tenant(self.user_id, &LOG, params)?;
        let (state, next_at) = match self.after {
            AfterTry::Delivered => ("delivered", None),
            AfterTry::Retry(at) => ("pending", Some(at)),
            AfterTry::GivenUp | AfterTry::Gone => ("failed", None),
        };
        let finished_at = next_at.is_none().then_some(self.now);
        let params = params![
            self.delivery_id,
            state,
            self.number,
            next_at,
            finished_at,
            *status,
            *latency_ms,
            error
        ];
        batch.tenant(self.user_id, &UPDATE, params)?;
        Ok(())
    }

    fn disable(&self, batch: &mut Batch<'_>, reason: &str, tried: Option<&DeliveryId>) -> Result<()> {
        let params = params![self.endpoint_id, self.now, reason, tried];
        batch.tenant(self.user_id, &DISABLE, params)?;
        batch.tenant(self.user_id, &END_OTHERS, params![self.endpoint_id, self.now])?;
        let job: JobId = random::id(self.now)?;
        let mail = Mail {
            template: "event_endpoint_disabled",
            user_id: self.user_id.as_str(),
            endpoint_id: self.endpoint_id.as_str(),
        };
        let params = params![
            self.endpoint_id,
            self.now,
            &job,
            Topic::Mail.as_str(),
            serde_json::to_string(&mail)?
        ];
        batch.tenant(self.user_id, &TELL, params)?;
        Ok(())
    }
}
