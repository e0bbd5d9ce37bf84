//! A slice of a run: steps, one after the other, until time is up; then the job of the next slice takes the place of this
//! one's.

use pinewire_domain::{
    access::failure::AccessFailure,
    id::{ReconciliationId, UserId},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result, clock,
    jobs::{self, Buried, Claimed},
    log, params,
    queue::Delivery,
    sql,
};
use serde::Deserialize;
use serde_json::json;

use crate::{
    start,
    step::{self, Step},
};

/// How long a slice works; far below the claim of its job.
const SLICE_MS: i64 = 45_000;

sql! {
    /// ?2 run, ?3 now, ?4 why.
    tenant FAIL = "UPDATE reconciliations SET status = 'failed', failure = ?4, finished_at = ?3, version = version + 1
        WHERE user_id = ?1 AND id = ?2 AND status = 'running'";
    /// ?2 run.
    tenant FORGET_PAGES = "DELETE FROM reconciliation_pages WHERE user_id = ?1 AND run_id = ?2";
}

#[derive(Debug, Deserialize)]
struct Payload {
    user_id: UserId,
    run_id: ReconciliationId,
    slice: u32,
}

/// Works on a slice.
pub(crate) async fn slice(cx: &Cx, job: &Claimed) -> Result<Delivery> {
    let Payload {
        user_id,
        run_id,
        slice,
    } = job.payload()?;
    let began = clock::now();
    let db = cx.db()?;
    loop {
        match step::take(cx, &user_id, &run_id).await? {
            Step::Taken if clock::now().millis_since(began) < SLICE_MS => {}
            Step::Taken => {
                let mut batch = db.batch();
                start::add_slice(&mut batch, &user_id, &run_id, slice + 1, clock::now())?;
                job.complete(&mut batch)?;
                batch.run().await?;
                jobs::send_pending(cx).await;
                return Ok(Delivery::Ack);
            }
            Step::Wait { until, failure } => return wait(cx, job, until, failure).await,
            Step::Failed(failure) => {
                let mut batch = db.batch();
                let params = params![&run_id, clock::now(), failure.as_str()];
                batch.tenant(&user_id, &FAIL, params)?;
                batch.tenant(&user_id, &FORGET_PAGES, params![&run_id])?;
                job.complete(&mut batch)?;
                batch.run().await?;
                return Ok(Delivery::Ack);
            }
            Step::Over => {
                let mut batch = db.batch();
                job.complete(&mut batch)?;
                batch.run().await?;
                return Ok(Delivery::Ack);
            }
        }
    }
}

async fn wait(cx: &Cx, job: &Claimed, until: Timestamp, failure: AccessFailure) -> Result<Delivery> {
    let db = cx.db()?;
    let mut batch = db.batch();
    job.retry_later(&mut batch, until, failure.as_str())?;
    batch.run().await?;
    let delay_seconds = u32::try_from(clock::now().seconds_until(until)).unwrap_or(600);
    Ok(Delivery::Retry { delay_seconds })
}

/// A run whose slices died too often has failed; the next one begins anew.
pub(crate) async fn give_up(cx: &Cx, buried: Buried) -> Result<()> {
    let Ok(payload) = serde_json::from_str::<Payload>(&buried.payload) else {
        return Ok(());
    };
    log::warn(cx, "reconciliation_given_up", json!({ "run": payload.run_id }));
    let db = cx.db()?;
    let mut batch = db.batch();
    let params = params![&payload.run_id, clock::now(), AccessFailure::Unavailable.as_str()];
    batch.tenant(&payload.user_id, &FAIL, params)?;
    batch.tenant(&payload.user_id, &FORGET_PAGES, params![&payload.run_id])?;
    batch.run().await?;
    Ok(())
}
