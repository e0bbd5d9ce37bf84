//! What the workers about purchases have in common: the jobs that purchases lead to, which are to be acted on by the
//! `purchase` worker or to ask a buyer by mail who they are, and the secrets of hooks.

pub mod secret;

use pinewire_domain::{
    id::{JobId, PurchaseId, UserId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::{
    Result,
    db::Batch,
    jobs::{self, NewJob},
    params,
    queue::Topic,
    random, sql,
};

sql! {
    /// ?2 JSON array of purchases, ?3 now.
    tenant RELEASE = "UPDATE purchases SET status = 'received', reason = NULL, updated_at = ?3, version = version + 1
        WHERE user_id = ?1 AND id IN (SELECT value FROM json_each(?2)) AND status IN ('waiting_product', 'waiting_username')";
}

/// What a job of the topic `purchases` says.
#[derive(Debug, Serialize, Deserialize)]
pub struct Payload {
    /// Which purchase.
    pub purchase_id: PurchaseId,
}

#[derive(Serialize)]
struct Mail<'a> {
    template: &'static str,
    user_id: &'a str,
    purchase_id: &'a str,
}

/// Has purchases taken up that wait. Call `send_pending` after the batch has run.
pub fn release(
    batch: &mut Batch<'_>,
    user_id: &UserId,
    waiting: &[PurchaseId],
    now: Timestamp,
) -> Result<()> {
    if waiting.is_empty() {
        return Ok(());
    }
    batch.tenant(user_id, &RELEASE, params![serde_json::to_string(waiting)?, now])?;
    add_jobs(batch, user_id, waiting, now)
}

/// Adds the jobs that act on purchases: one statement. One that finds nothing to do is done. Call `send_pending` after
/// the batch has run.
pub fn add_jobs(
    batch: &mut Batch<'_>,
    user_id: &UserId,
    purchases: &[PurchaseId],
    now: Timestamp,
) -> Result<()> {
    let mut jobs = Vec::with_capacity(purchases.len());
    for purchase in purchases {
        let id: JobId = random::id(now)?;
        jobs.push(NewJob {
            id,
            topic: Topic::Purchases,
            idempotency_key: format!("purchase:{id}"),
            user_id: Some(user_id),
            payload: Payload {
                purchase_id: *purchase,
            },
            available_at: now,
        });
    }
    jobs::add_many(batch, &jobs, now)
}

/// Adds the mail that asks the buyer for the username, once for each occasion.
pub fn add_mail(
    batch: &mut Batch<'_>,
    user_id: &UserId,
    id: &PurchaseId,
    occasion: &str,
    now: Timestamp,
) -> Result<()> {
    let job = NewJob {
        id: random::id::<JobId>(now)?,
        topic: Topic::Mail,
        idempotency_key: format!("mail:purchase_username:{id}:{occasion}"),
        user_id: Some(user_id),
        payload: Mail {
            template: "purchase_username",
            user_id: user_id.as_str(),
            purchase_id: id.as_str(),
        },
        available_at: now,
    };
    jobs::add(batch, &job, now)
}
