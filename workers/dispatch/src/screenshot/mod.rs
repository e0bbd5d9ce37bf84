//! Screenshots of signals' charts: from the claimed job to the stored picture or the reason why there is none.
//!
//! The picture goes to storage first, under a key that follows from the signal; then everything that says so is
//! committed in one batch with the end of the job. A worker that dies in between leaves a picture that the next attempt
//! replaces, and nothing else.

mod capture;
mod statements;
mod subject;

use pinewire_domain::{
    backoff::Backoff,
    id::{SignalEventId, SignalId, UserId},
    screenshot::{ScreenshotFailure, object_key},
    signal::{ScreenshotStatus, SignalEventKind},
};
use pinewire_shared::{
    Cx, Error, Result, clock,
    db::Batch,
    jobs::Claimed,
    log, metrics, params,
    queue::Delivery,
    random,
    stream::{self, News, NewsKind},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::wait;
use capture::Capture;
use statements::{END, EXISTS, JUDGE_COOKIES, NOTE, START, SUBJECT};
use subject::{Row, Subject};

#[derive(Debug, Deserialize)]
struct Payload {
    signal_id: SignalId,
}

/// One attempt at a signal's screenshot.
struct Attempt<'a> {
    cx: &'a Cx,
    job: &'a Claimed,
    user_id: UserId,
    signal_id: SignalId,
}

/// Takes the screenshot that a job asks for.
pub(crate) async fn take(cx: &Cx, job: &Claimed) -> Result<Delivery> {
    let Payload { signal_id } = job.payload()?;
    let user_id = job
        .user_id
        .ok_or_else(|| Error::bug(format_args!("{} has no user", job.id)))?;
    let attempt = Attempt {
        cx,
        job,
        user_id,
        signal_id,
    };
    let Some(row) = attempt.start().await? else {
        // The signal is deleted or gone, or somebody else ended it: nothing is left to do.
        return attempt.drop_job().await;
    };
    attempt.announce().await;
    let delivery = if job.attempts > Backoff::SCREENSHOT.max_attempts {
        attempt.end_failed(ScreenshotFailure::Stuck, None).await?
    } else {
        attempt.run(row).await?
    };
    attempt.announce().await;
    Ok(delivery)
}

impl Attempt<'_> {
    /// Marks the signal as being worked on. `None`: it does not want a screenshot any more.
    async fn start(&self) -> Result<Option<Row>> {
        let now = clock::now();
        let db = self.cx.db()?;
        let mut batch = db.batch();
        batch.tenant(
            &self.user_id,
            &START,
            params![&self.signal_id, &self.job.id, self.job.attempts, now],
        )?;
        self.note(
            &mut batch,
            SignalEventKind::ScreenshotProcessing,
            &json!({ "attempt": self.job.attempts }),
        )?;
        batch.tenant(&self.user_id, &SUBJECT, params![&self.signal_id])?;
        let mut results = batch.run().await?;
        if results.row_count(0)? == 0 {
            return Ok(None);
        }
        results.first(2)
    }

    async fn run(&self, row: Row) -> Result<Delivery> {
        let cookies = match row.cookies(self.cx) {
            Ok(cookies) => cookies,
            Err(error) => {
                // Sealed by a key that is gone: only the user can mend that, by setting them again.
                log::warn(
                    self.cx,
                    "cookies_unreadable",
                    json!({ "error": error.to_string() }),
                );
                let subject = Subject::try_from(row)?;
                let capture = Capture {
                    picture: Err(ScreenshotFailure::CookiesInvalid),
                    cookies_valid: Some(false),
                };
                return self.settle(&subject, capture).await;
            }
        };
        let subject = Subject::try_from(row)?;
        let capture = capture::capture(self.cx, &subject, &cookies).await?;
        self.settle(&subject, capture).await
    }

    async fn settle(&self, subject: &Subject, capture: Capture) -> Result<Delivery> {
        let verdict = capture.cookies_valid.zip(subject.cookies_set_at);
        let failure = match capture.picture {
            Ok(png) => match self.store(subject, png).await {
                Ok(stored) => return self.end_completed(subject, &stored, verdict).await,
                Err(error) => {
                    log::warn(
                        self.cx,
                        "screenshot_not_stored",
                        json!({ "error": error.to_string() }),
                    );
                    ScreenshotFailure::StorageUnavailable
                }
            },
            Err(failure) => failure,
        };
        if failure.is_retryable()
            && let Some(delay) = wait::after(Backoff::SCREENSHOT, self.job.attempts)?
        {
            return self.end_for_now(failure, delay).await;
        }
        self.end_failed(failure, verdict).await
    }

    async fn store(&self, subject: &Subject, png: Vec<u8>) -> Result<Stored> {
        let key = object_key(subject.user_id, &subject.symbol, subject.signal_id);
        let bytes = png.len();
        self.cx.screenshots()?.put(&key, "image/png", png).await?;
        Ok(Stored { key, bytes })
    }

    async fn end_completed(
        &self,
        subject: &Subject,
        stored: &Stored,
        verdict: Option<(bool, i64)>,
    ) -> Result<Delivery> {
        let db = self.cx.db()?;
        let mut batch = db.batch();
        batch.tenant(&self.user_id, &EXISTS, params![&self.signal_id])?;
        let detail = json!({
            "attempt": self.job.attempts, "bytes": stored.bytes, "resolution": subject.resolution,
        });
        self.note(&mut batch, SignalEventKind::ScreenshotCompleted, &detail)?;
        self.end(&mut batch, ScreenshotStatus::Completed, None, Some(&stored.key))?;
        self.judge_cookies(&mut batch, verdict)?;
        metrics::add(&mut batch, metrics::SCREENSHOTS, &[("outcome", "completed")], 1)?;
        let duration = clock::now().millis_since(self.job.created_at).max(0);
        metrics::observe(&mut batch, metrics::SCREENSHOT_DURATION, duration)?;
        self.job.complete(&mut batch)?;
        let results = batch.run().await?;
        if results.row_count(0)? == 0 {
            // The signal was erased meanwhile, and what was erased may leave no picture behind.
            self.cx.screenshots()?.delete(vec![stored.key.clone()]).await?;
        }
        Ok(Delivery::Ack)
    }

    async fn end_for_now(&self, failure: ScreenshotFailure, delay_seconds: u32) -> Result<Delivery> {
        let db = self.cx.db()?;
        let mut batch = db.batch();
        let next_at = clock::now().plus_seconds(delay_seconds.into());
        let detail = json!({
            "attempt": self.job.attempts, "code": failure, "reason": failure.reason(), "next_at": next_at,
        });
        self.note(&mut batch, SignalEventKind::ScreenshotRetry, &detail)?;
        self.end(&mut batch, ScreenshotStatus::Pending, None, None)?;
        metrics::add(&mut batch, metrics::SCREENSHOTS, &[("outcome", "retried")], 1)?;
        self.job.retry_later(&mut batch, next_at, failure.as_str())?;
        batch.run().await?;
        Ok(Delivery::Retry { delay_seconds })
    }

    /// Gives up. What may work another time is kept as a dead letter, for an operator to queue it again; what only the
    /// user can mend is theirs to replay.
    async fn end_failed(&self, failure: ScreenshotFailure, verdict: Option<(bool, i64)>) -> Result<Delivery> {
        let db = self.cx.db()?;
        let mut batch = db.batch();
        self.note(
            &mut batch,
            SignalEventKind::ScreenshotFailed,
            &self.failure_detail(failure),
        )?;
        self.end(&mut batch, ScreenshotStatus::Failed, Some(failure.reason()), None)?;
        self.judge_cookies(&mut batch, verdict)?;
        metrics::add(&mut batch, metrics::SCREENSHOTS, &[("outcome", "failed")], 1)?;
        if failure.is_retryable() {
            self.job.bury(&mut batch, failure.as_str(), failure.reason())?;
        } else {
            self.job.complete(&mut batch)?;
        }
        batch.run().await?;
        Ok(Delivery::Ack)
    }

    async fn drop_job(&self) -> Result<Delivery> {
        let db = self.cx.db()?;
        let mut batch = db.batch();
        self.job.complete(&mut batch)?;
        batch.run().await?;
        Ok(Delivery::Ack)
    }

    fn failure_detail(&self, failure: ScreenshotFailure) -> Value {
        json!({ "attempt": self.job.attempts, "code": failure, "reason": failure.reason() })
    }

    /// Before [`Attempt::end`], whose new state it must not see.
    fn note(&self, batch: &mut Batch<'_>, kind: SignalEventKind, detail: &Value) -> Result<()> {
        let now = clock::now();
        let event: SignalEventId = random::id(now)?;
        let params = params![
            &self.signal_id,
            &self.job.id,
            self.job.attempts,
            &event,
            now,
            kind.as_str(),
            detail.to_string()
        ];
        batch.tenant(&self.user_id, &NOTE, params)?;
        Ok(())
    }

    fn end(
        &self,
        batch: &mut Batch<'_>,
        status: ScreenshotStatus,
        error: Option<&str>,
        key: Option<&str>,
    ) -> Result<()> {
        let now = clock::now();
        let params = params![
            &self.signal_id,
            &self.job.id,
            self.job.attempts,
            now,
            status.as_str(),
            error,
            key
        ];
        batch.tenant(&self.user_id, &END, params)?;
        Ok(())
    }

    fn judge_cookies(&self, batch: &mut Batch<'_>, verdict: Option<(bool, i64)>) -> Result<()> {
        if let Some((valid, set_at)) = verdict {
            batch.tenant(
                &self.user_id,
                &JUDGE_COOKIES,
                params![valid, clock::now(), set_at],
            )?;
        }
        Ok(())
    }

    async fn announce(&self) {
        stream::announce(
            self.cx,
            &self.user_id,
            &[News::new(NewsKind::Updated, self.signal_id)],
        )
        .await;
    }
}

/// A picture in storage.
struct Stored {
    key: String,
    bytes: usize,
}
