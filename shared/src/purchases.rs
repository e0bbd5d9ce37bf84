//! The jobs that purchases lead to: an event of a shop to be acted on, and the mail that asks a buyer who they are. Events
//! come, wait, and are tried again in several places; the `purchase` worker acts on them.

use pinewire_domain::{
    id::{JobId, PurchaseId, UserId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::{
    Result,
    db::Batch,
    jobs::{self, NewJob},
    queue::Topic,
    random,
};

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
